@echo off
rem 年报：双击这个文件，按数字选择要做的事。第一次运行要联网准备一会儿。
chcp 65001 >nul
set PYTHONUTF8=1
pushd "%~dp0"
if exist .venv\ready goto run

where py >nul 2>nul
if %errorlevel%==0 (set PYTHON=py -3) else (set PYTHON=python)
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 (
  echo 没有找到 Python 3.11 或更新的版本。请到 www.python.org 下载安装，安装时勾选 Add python.exe to PATH，再双击这个文件。
  goto end
)
echo 正在准备，请稍等……
%PYTHON% -m venv .venv
if errorlevel 1 goto failed
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
if errorlevel 1 goto failed
echo ok>.venv\ready

:run
.venv\Scripts\python -m pipeline menu
goto end

:failed
echo 准备没有完成，请检查网络，再双击一次。

:end
popd
pause
