package io.github.tracingstarter.agent;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/**
 * The class path and the command with which the JVM was started.
 */
final class ClassPath {

	private static final String LAUNCHERS = "org.springframework.boot.loader.";

	private final Set<Path> entries = new LinkedHashSet<>();

	private @Nullable String mainClass;

	private @Nullable String springBoot;

	/**
	 * Parses a class path.
	 * @param text the value of {@code java.class.path}
	 */
	ClassPath(String text) {
		for (String entry : text.split(File.pathSeparator)) {
			if (!entry.isEmpty()) {
				add(Path.of(entry).toAbsolutePath().normalize());
			}
		}
	}

	private void add(Path entry) {
		if (this.entries.add(entry) && Files.isRegularFile(entry)) {
			readManifest(entry);
		}
	}

	private void readManifest(Path archive) {
		try (JarFile jar = new JarFile(archive.toFile(), false)) {
			Manifest manifest = jar.getManifest();
			if (manifest == null) {
				return;
			}
			Attributes attributes = manifest.getMainAttributes();
			if (this.mainClass == null) {
				this.mainClass = attributes.getValue(Attributes.Name.MAIN_CLASS);
				this.springBoot = attributes.getValue("Spring-Boot-Version");
			}
			String libraries = attributes.getValue(Attributes.Name.CLASS_PATH);
			if (libraries != null) {
				for (String library : libraries.trim().split("\\s+")) {
					addRelative(archive, library);
				}
			}
		}
		catch (IOException ex) {
			// The JVM ignores it as well.
		}
	}

	private void addRelative(Path archive, String library) {
		try {
			URI location = archive.toUri().resolve(library);
			if ("file".equals(location.getScheme())) {
				add(Path.of(location).normalize());
			}
		}
		catch (IllegalArgumentException ex) {
			// Not a valid location, which the JVM also ignores.
		}
	}

	/**
	 * Returns whether Spring Boot's launcher creates the application's class loader.
	 * @param command the command with which the JVM was started: a class or an archive,
	 * and arguments
	 */
	boolean isLaunched(String command) {
		return command.startsWith(LAUNCHERS) || (this.entries.size() == 1 && isLauncher(this.mainClass));
	}

	/**
	 * Returns the version of Spring Boot if its launcher, in an archive, is an older one.
	 */
	@Nullable String oldLauncher() {
		boolean old = isLauncher(this.mainClass) && !this.mainClass.startsWith(LAUNCHERS + "launch.");
		return old ? this.springBoot : null;
	}

	private static boolean isLauncher(@Nullable String type) {
		return type != null && type.startsWith(LAUNCHERS);
	}

	/**
	 * Returns the names of the files and folders.
	 */
	Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		for (Path entry : this.entries) {
			Path name = entry.getFileName();
			if (name != null) {
				names.add(name.toString());
			}
		}
		return names;
	}

}
