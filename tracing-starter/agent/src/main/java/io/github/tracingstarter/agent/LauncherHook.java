package io.github.tracingstarter.agent;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Called by the class loader of Spring Boot's launcher when it is made.
 */
public final class LauncherHook {

	private static volatile @Nullable Libraries libraries;

	private static volatile @Nullable Runnable traced;

	private LauncherHook() {
	}

	/**
	 * Says what to append.
	 * @param libraries the libraries of the starter
	 * @param traced run when the application is going to be traced
	 */
	static void use(Libraries libraries, Runnable traced) {
		LauncherHook.libraries = libraries;
		LauncherHook.traced = traced;
	}

	/**
	 * Appends what the application lacks.
	 * @param own where the application and its libraries are
	 * @return the same and the libraries of the starter; the same alone if it cannot be
	 * traced
	 */
	public static URL[] append(URL[] own) {
		Libraries all = libraries;
		Runnable then = traced;
		if (all == null || then == null) {
			return own;
		}
		try {
			List<Path> lacking = all.lackedBy(Arrays.stream(own).map(LauncherHook::name).toList());
			// Left open: the class loader opens them next, and shares what was read.
			Libraries.open(lacking);
			List<URL> locations = new ArrayList<>(Arrays.asList(own));
			for (Path library : lacking) {
				locations.add(library.toUri().toURL());
			}
			then.run();
			return locations.toArray(URL[]::new);
		}
		catch (UntraceableException ex) {
			Messages.untraced(ex.getMessage());
		}
		catch (MalformedURLException | RuntimeException | LinkageError ex) {
			Messages.untraced(ex.toString());
		}
		return own;
	}

	/**
	 * The name of the file, also of one within an archive: {@code …/a.jar!/}.
	 */
	private static String name(URL location) {
		String path = location.getPath().replaceFirst("!?/?$", "");
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
