@echo off
rem Starts an application with the agent beside this script. See: tracing --help
rem The line is cut up here: cmd itself splits at "=", "," and ";" as well, and the arguments of Java are to stay as they are.
setlocal EnableExtensions DisableDelayedExpansion
set line=%*
set "agent=%~dp0..\tracing-agent.jar"

call :word
if not defined word (
	call :usage 1>&2
	exit /b 2
)
if "%word%"=="--help" goto usage
if "%word%"=="-h" goto usage
if not "%word%"=="run" (
	set "message=there is no command '%word%'"
	goto fail
)
set options="-javaagent:%agent%"

:option
call :word
if not defined word goto nothing
set "property="
if "%name%"=="--service-name" set "property=tracing.service-name"
if "%name%"=="--otlp-endpoint" set "property=tracing.otlp.endpoint"
if defined property goto value
if "%word%"=="--debug" (
	set options=%options% "-Dlogging.level.io.github.tracingstarter=debug"
	goto option
)
set "property=%name:~2%"
if "%name:~0,10%"=="--tracing." goto value
if "%word%"=="--help" goto usage
if "%word%"=="-h" goto usage
if "%word%"=="--" (
	call :word
	goto command
)
if "%word:~0,1%"=="-" (
	set "message=there is no option '%name%'"
	goto fail
)

:command
if not defined word goto nothing
set "java="
for %%c in ("%word%") do if /i "%%~nc"=="java" set java=true
if not defined java (
	set "message=only java itself can be started here; for a script, set JAVA_TOOL_OPTIONS"
	goto fail
)
rem No blocks from here on, which a ")" in a path would end.
if exist "%agent%" goto start
echo tracing: the application runs untraced: there is no %agent% 1>&2
set "options="
:start
"%word%" %options% %line%
if not %errorlevel% equ 9009 exit /b %errorlevel%
echo tracing: '%word%' was not found 1>&2
exit /b 127

:value
if defined equals goto valued
if "%name:~0,10%"=="--tracing." (
	set "message='%name%' is to be written %name%=VALUE"
	goto fail
)
call :cut value
:valued
if not defined value goto valueless
if "%value:~0,2%"=="--" goto valueless
set options=%options% "-D%property%=%value%"
goto option

:valueless
set "message=%name% wants a value"
goto fail

:nothing
set "message=there is no command to run, such as: java -jar application.jar"

:fail
echo tracing: %message% 1>&2
echo Try: tracing --help 1>&2
exit /b 2

:word
rem Takes the first word off the line, and with name=value, both parts of it.
set "word="
set "name="
set "value="
set "equals="
if not defined line exit /b
set "first=%line:~0,1%"
call :isquote
if defined quoted goto quotedword
rem Whether a "=" comes before the first space.
for /f "usebackq tokens=1 delims== " %%a in ('%line%') do set "name=%%a"
set "rest="
for /f "usebackq tokens=1* delims==" %%a in ('%line%') do (
	set head=%%a
	set rest=%%b
)
set "head=%head:"=%"
if defined rest if "%head%"=="%name%" set equals=true
if defined equals goto cutvalue
call :cut word
set "name=%word%"
exit /b
:cutvalue
set "word=%name%"
set line=%rest%
set "first=%line:~0,1%"
call :isquote
if not defined quoted if "%first%"==" " exit /b
call :cut value
exit /b
:quotedword
call :cut word
if not defined word exit /b
for /f "tokens=1* delims==" %%a in ("%word%") do (
	set "name=%%a"
	set "value=%%b"
)
if defined value set equals=true
exit /b

:cut
rem Takes a word or a value off the line, without its quotes. Each part of the line that is read has both of its quotes, so that
rem nothing between them is more than a text.
set "%1="
set "taken="
if not defined line exit /b
set "first=%line:~0,1%"
call :isquote
if defined quoted goto part
for /f "usebackq tokens=1*" %%a in ('%line%') do (
	set "%1=%%a"
	set line=%%b
)
exit /b
:part
for /f "usebackq tokens=1*" %%a in ('%line%') do (
	set "part=%%a"
	set line=%%b
)
set "part=%part:~1%"
set "first="
if defined part set "first=%part:~-1%"
call :isquote
if defined quoted set "part=%part:~0,-1%"
if defined taken (set "taken=%taken% %part%") else set "taken=%part%"
if not defined line goto taken
if defined quoted goto taken
set line="%line%
goto part
:taken
set "%1=%taken%"
exit /b

:isquote
rem What is gone without quotes was one.
set "quoted="
if not defined first exit /b
set "first=%first:"=%"
if not defined first set quoted=true
exit /b

:usage
echo Usage: tracing run [options] [--] java [options of Java] -jar application.jar [arguments]
echo.
echo Traces a Spring Boot application that was built without tracing. It is started as it is.
echo.
echo   --service-name NAME     what it is called in traces
echo   --otlp-endpoint URL     the collector, http://localhost:4317 unless set
echo   --debug                 say in the log what is traced, and why something is not
echo   --tracing.NAME=VALUE    any other property of the starter
echo   --help                  this text
exit /b 0
