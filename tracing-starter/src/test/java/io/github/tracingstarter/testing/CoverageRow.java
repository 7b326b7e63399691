package io.github.tracingstarter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * A row of the table of what is traced.
 *
 * @param jar the file on the class path of the tests
 * @param property the switch
 * @param testClass the class of the test, with its enclosing classes, without its package
 * @param testMethod the test
 */
public record CoverageRow(String jar, String property, String testClass, String testMethod) {

	/**
	 * Returns all rows.
	 * @return the rows, in their order
	 */
	public static List<CoverageRow> all() {
		try (Stream<String> lines = Files.lines(root().resolve("docs/coverage.md"))) {
			return lines.filter((line) -> line.startsWith("| ") && line.contains("`")).map(CoverageRow::of).toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the folder of the project that contains the module under test.
	 * @return the folder
	 */
	public static Path root() {
		Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
		while (!Files.exists(folder.resolve("docs/coverage.md"))) {
			folder = folder.getParent();
		}
		return folder;
	}

	private static CoverageRow of(String line) {
		String[] cells = line.split("\\|");
		String test = code(cells[5]);
		int dot = test.lastIndexOf('.');
		return new CoverageRow(code(cells[2]).replace(' ', '-') + ".jar", code(cells[3]), test.substring(0, dot),
				test.substring(dot + 1));
	}

	private static String code(String cell) {
		return cell.replace("`", "").strip();
	}

	public String test() {
		return this.testClass + "." + this.testMethod;
	}

	/**
	 * Returns the name of the file that contains the test, without its extension.
	 * @return the outermost class
	 */
	public String outermostClass() {
		return StringUtils.delimitedListToStringArray(this.testClass, ".")[0];
	}

}
