package io.github.tracingstarter.agent;

import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.JarFile;

import io.github.tracingstarter.agent.weaver.Weaving;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of the agent. Whatever happens here, the application starts.
 */
public final class TracingAgent {

	private TracingAgent() {
	}

	/**
	 * Called by the JVM before the main class of the application.
	 * @param options the options, which are not used
	 * @param instrumentation the JVM
	 */
	public static void premain(@Nullable String options, Instrumentation instrumentation) {
		try {
			trace(new Libraries(home().resolve("libraries")), instrumentation);
		}
		catch (UntraceableException ex) {
			Messages.untraced(ex.getMessage());
		}
		catch (Exception | LinkageError ex) {
			Messages.untraced(ex.toString());
		}
	}

	private static void trace(Libraries libraries, Instrumentation instrumentation) throws UntraceableException {
		ClassPath classPath = new ClassPath(System.getProperty("java.class.path", ""));
		if (classPath.isLaunched(System.getProperty("sun.java.command", ""))) {
			String version = classPath.oldLauncher();
			if (version != null) {
				throw libraries.untraceable(version);
			}
			LauncherHook.use(libraries, () -> Weaving.allow(instrumentation));
			instrumentation.addTransformer(new LauncherTransformer());
			return;
		}
		for (JarFile library : Libraries.open(libraries.lackedBy(classPath.names()))) {
			instrumentation.appendToSystemClassLoaderSearch(library);
		}
		Weaving.allow(instrumentation);
	}

	/**
	 * Returns the folder of the agent.
	 */
	private static Path home() throws URISyntaxException {
		CodeSource source = TracingAgent.class.getProtectionDomain().getCodeSource();
		Path archive = Path.of(source.getLocation().toURI());
		Path folder = archive.toAbsolutePath().getParent();
		return (folder != null) ? folder : archive;
	}

}
