@echo off
chcp 65001 >nul
rem 用法：双击这个文件，按数字选择要做的事。第一次运行要联网准备一会儿。
setlocal DisableDelayedExpansion
set PYTHONUTF8=1
pushd "%~dp0" || goto lost
if not exist pipeline\__main__.py goto lost
if not exist requirements.txt goto lost

rem .venv\ready 是准备好时的 requirements.txt；程序更新了、换了电脑、Python 卸载了，就重新准备。
set "SAME=import sys; sys.exit(open('requirements.txt').read() != open('.venv/ready').read())"
.venv\Scripts\python -c "%SAME%" >nul 2>nul && goto run

set "FITS=import sys, sysconfig as s; sys.exit(not ((3, 11) <= sys.version_info < (3, 15) and s.get_platform() == 'win-amd64'))"
set PYTHON=
for %%V in (3.14 3.13 3.12 3.11) do if not defined PYTHON (py -%%V -c "%FITS%" >nul 2>nul && set "PYTHON=py -%%V")
if not defined PYTHON (python -c "%FITS%" >nul 2>nul && set PYTHON=python)
if not defined PYTHON (
  echo 没有找到合用的 Python。请到 www.python.org 下载 3.11 到 3.14 的 64 位（64-bit）安装程序，安装时勾选 Add python.exe to PATH，再双击这个文件。
  goto end
)
echo 正在准备，请稍等……
if exist .venv\ready del .venv\ready
%PYTHON% -m venv --clear .venv || goto failed
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.txt || goto failed
copy /y requirements.txt .venv\ready >nul || goto failed

:run
.venv\Scripts\python -m pipeline menu && (popd & exit /b 0)
goto end

:lost
echo 这个文件要和程序的其他文件放在一起。如果是在压缩包里打开的，请先把压缩包全部解压，再双击。
goto end

:failed
echo 准备没有完成，原因在上面。多半是网络不通或太慢：请检查网络，再双击一次。

:end
pause
popd
exit /b 1
