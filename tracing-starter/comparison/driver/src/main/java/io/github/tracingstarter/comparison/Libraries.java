package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The libraries of an application.
 *
 * @param count the number of jars
 * @param bytes their size
 */
record Libraries(int count, long bytes) {

	static Libraries of(Path jar) throws IOException {
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			List<? extends ZipEntry> libraries = zip.stream()
				.filter((entry) -> entry.getName().startsWith("BOOT-INF/lib/") && entry.getName().endsWith(".jar"))
				.toList();
			return new Libraries(libraries.size(), libraries.stream().mapToLong(ZipEntry::getSize).sum());
		}
	}

	Libraries and(Path jar) throws IOException {
		return new Libraries(this.count + 1, this.bytes + Files.size(jar));
	}

}
