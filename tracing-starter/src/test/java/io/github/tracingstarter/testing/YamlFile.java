package io.github.tracingstarter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.yaml.snakeyaml.Yaml;

/**
 * Reads YAML files of the project, and what is in them.
 */
public final class YamlFile {

	private YamlFile() {
	}

	/**
	 * Reads a file.
	 * @param file the file
	 * @return its documents
	 */
	public static List<Map<String, Object>> documents(Path file) {
		try {
			return StreamSupport.stream(new Yaml().loadAll(Files.readString(file)).spliterator(), false)
				.map(YamlFile::map)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a file, and returns its first document.
	 * @param file the file
	 * @return the document
	 */
	public static Map<String, Object> document(Path file) {
		return documents(file).get(0);
	}

	/**
	 * Returns a value that is a mapping.
	 * @param value the value
	 * @return the mapping
	 */
	@SuppressWarnings("unchecked")
	public static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	/**
	 * Returns a value that is a sequence.
	 * @param value the value
	 * @return the sequence
	 */
	@SuppressWarnings("unchecked")
	public static List<Object> list(Object value) {
		return (List<Object>) value;
	}

}
