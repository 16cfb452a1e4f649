"""What stopped a run, in one Chinese line that says what to do."""

import errno
import sys

import click

from pipeline.cli.chinese import in_chinese
from pipeline.errors import InUse
from pipeline.outputs import LOG


def in_words(error: Exception) -> str:
    """What stopped the run, in one Chinese line; details of the unexpected go to the log."""
    if isinstance(error, ImportError):
        return f"程序没有装好（{error.name}）：请删除 .venv 文件夹，再运行一次，会重新准备。"
    from loguru import logger

    from pipeline.engine.processes import NoProcessesError
    from pipeline.errors import ConfigurationError
    from pipeline.form.table import BrokenForm

    match error:
        case click.UsageError():
            return in_chinese(error)
        case click.Abort():
            return "已中断。重新运行即可。"
        case ConfigurationError():
            return str(error)
        case BrokenForm():
            return f"程序里报告格式的定义有误，请把这一行发给技术人员：{error}"
        case InUse():
            folder, who = error.args
            return f"{who or '另一个程序'}正在用 {folder}，请等那边结束再运行；没有改动任何文件。"
        case NoProcessesError():
            return (
                "这台电脑没能启动处理表格的进程（内存不够，或者被安全软件拦住了）；"
                "已有的文件没有损坏。请关闭别的程序、在安全软件里放行，再运行一次。"
            )
        case OSError():
            return _of_the_disk(error)
        case UnicodeEncodeError() if sys.getfilesystemencoding() != "utf-8":
            return (
                "这台电脑现在的语言设置不能用中文文件名：请先运行 export PYTHONUTF8=1，再运行一次"
                "（用 make 的不会这样）。"
            )
        case _:
            logger.exception("程序出了意外")
            return f"程序出了意外，没有完成。请把 {LOG} 发给技术人员。"


def _of_the_disk(error: OSError) -> str:
    """What the system would not do, and what to do about it; whole files are left as they were."""
    what = error.filename or "文件"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"磁盘满了（或超出配额），没能写完 {what}；已有的文件没有损坏。请腾出空间。"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"没有权限读写 {what}；已有的文件没有损坏。请关闭打开它的程序、检查权限。"
        case errno.EIO:
            return f"读写 {what} 时磁盘出错；已有的文件没有损坏。请检查磁盘、网络盘。"
        case _:
            return f"无法读写 {what}：请关闭打开它的程序，检查磁盘空间和权限，再重新运行。"
