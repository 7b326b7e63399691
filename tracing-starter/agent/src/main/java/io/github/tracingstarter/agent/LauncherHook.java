package io.github.tracingstarter.agent;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Called by the class loader of Spring Boot's launcher when it is created.
 */
public final class LauncherHook {

	private static volatile @Nullable Libraries libraries;

	private static volatile @Nullable Runnable traced;

	private LauncherHook() {
	}

	/**
	 * Sets the libraries to append.
	 * @param libraries the libraries of the starter
	 * @param traced run when the application is about to be traced
	 */
	static void use(Libraries libraries, Runnable traced) {
		LauncherHook.libraries = libraries;
		LauncherHook.traced = traced;
	}

	/**
	 * Appends the libraries that the application lacks.
	 * @param own the locations of the application and its libraries
	 * @return these locations and the libraries of the starter, or only these locations
	 * if the application cannot be traced
	 */
	public static URL[] append(URL[] own) {
		Libraries all = libraries;
		Runnable then = traced;
		if (all == null || then == null) {
			return own;
		}
		try {
			List<Path> lacking = all.lackedBy(Arrays.stream(own).map(LauncherHook::name).toList());
			// Left open, because the class loader opens them next, and shares what has
			// been read.
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
	 * Returns the name of the file, which may be within an archive: {@code …/a.jar!/}.
	 */
	private static String name(URL location) {
		String path = location.getPath().replaceFirst("!?/?$", "");
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
