"""Help and complaints in Chinese; the people who read them do not read English."""

import click


class ChineseHelp(click.Command):
    """Help with Chinese headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """用法, without English words."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        shown = pieces.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令")
        formatter.write_usage(ctx.command_path, shown, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """选项, one line each."""
        options = [param for param in self.params if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(
                [(name, said.replace("[required]", "必填。")) for name, said in records]
            )


class ChineseGroup(ChineseHelp, click.Group):
    """A group of commands, each with such help."""

    command_class = ChineseHelp

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """选项 and 命令."""
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl(
                [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
            )


_WITH_MAKE = {
    "folder": 'FOLDER="年报"',
    "--district": "DISTRICT=原州区",
    "--offices": "OFFICES=名单.txt",
    "documents": "FILES=上年年报",
}
_MISSING = {"folder": "文件夹", "documents": "文件或文件夹"}


_VALUES = {
    "year": "年份要写成四位数字，如 2024（用 make 时写成 YEAR=2024）",
    "workers": "进程的个数要写成一个数，如 2（用 make 时写成 WORKERS=2）",
}
_OPTIONS = {"--province": "这个命令不能全省一起办，请用 --home（FOLDER）一个区县一个区县地办"}


class Misused(click.UsageError):
    """What is wrong with a command, in Chinese already."""


def in_chinese(error: click.UsageError) -> str:
    """What was wrong with the words of a command, in one line."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.exceptions.NoSuchOption():
            said = _OPTIONS.get(error.option_name, f"没有选项 {error.option_name}")
        case click.exceptions.NoSuchCommand():
            said = f"没有命令 {error.command_name}"
        case click.exceptions.MissingParameter() if error.param:
            option = error.param.opts[0]
            missing = _MISSING.get(option, option)
            said = f"缺少 {missing}（用 make 时写成 {_WITH_MAKE.get(option, 'YEAR=2024')} 这样）"
        case click.exceptions.BadParameter() if error.param:
            plain = f"选项 {error.param.opts[0]} 的值不对"
            said = _VALUES.get(error.param.name or "", plain)
        case Misused():
            said = error.message
        case click.exceptions.BadOptionUsage():
            said = f"选项 {error.option_name} 后面要跟一个值"
        case _:
            said = "命令的写法不对"
    return f"{said}。用 --help 查看用法。"
