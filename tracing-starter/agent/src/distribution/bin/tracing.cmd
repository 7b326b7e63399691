@echo off
rem Starts an application with the agent beside this script. See: tracing --help
setlocal EnableExtensions DisableDelayedExpansion

if "%~1"=="" goto usage
if "%~1"=="--help" goto usage
if "%~1"=="-h" goto usage
if not "%~1"=="run" (
	set "message=there is no command '%~1'"
	goto fail
)
shift /1
set "options="-javaagent:%~dp0..\tracing-agent.jar""

:option
if "%~1"=="" goto nothing
if "%~1"=="--" (
	shift /1
	goto command
)
rem "a=b" arrives as two arguments unless it is quoted, so that both forms are the same here.
if "%~1"=="--service-name" (
	set options=%options% "-Dtracing.service-name=%~2"
	shift /1
	shift /1
	goto option
)
if "%~1"=="--otlp-endpoint" (
	set options=%options% "-Dtracing.otlp.endpoint=%~2"
	shift /1
	shift /1
	goto option
)
if "%~1"=="--debug" (
	set options=%options% "-Dlogging.level.io.github.tracingstarter=debug"
	shift /1
	goto option
)
set "argument=%~1"
if "%argument:~0,10%"=="--tracing." (
	set options=%options% "-D%argument:~2%=%~2"
	shift /1
	shift /1
	goto option
)
if "%argument:~0,1%"=="-" (
	set "message=there is no option '%~1'"
	goto fail
)

:command
if "%~1"=="" goto nothing
set command="%~1"
if /i not "%~n1"=="java" (
	set "message=only java itself can be started here; for a script, set JAVA_TOOL_OPTIONS"
	goto fail
)
set arguments=
:argument
shift /1
if not "%~1"=="" (
	set arguments=%arguments% "%~1"
	goto argument
)
%command% %options% %arguments%
exit /b %errorlevel%

:nothing
set "message=there is no command to run, such as: java -jar application.jar"

:fail
echo tracing: %message% 1>&2
echo Try: tracing --help 1>&2
exit /b 2

:usage
echo Usage: tracing run [options] -- java [options of Java] -jar application.jar [arguments]
echo.
echo Traces a Spring Boot application that was built without tracing. It is started as it is.
echo.
echo   --service-name NAME     what it is called in traces
echo   --otlp-endpoint URL     the collector, http://localhost:4317 unless set
echo   --debug                 say in the log what is traced, and why something is not
echo   --tracing.NAME VALUE    any other property of the starter
echo   --help                  this text
if "%~1"=="" exit /b 2
exit /b 0
