package io.github.tracingstarter.customizing;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Compiles the classes that a page of the documentation shows.
 */
final class DocumentedExamples {

	private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern NAME = Pattern.compile("public class (\\w+)");

	private DocumentedExamples() {
	}

	/**
	 * Compiles the examples of a page. Each has to be a public class.
	 * @param page the page
	 * @param folder an empty folder
	 * @return the classes, in their order
	 */
	static List<Class<?>> compile(Path page, Path folder) throws Exception {
		List<String> names = new ArrayList<>();
		Matcher blocks = BLOCK.matcher(Files.readString(page));
		while (blocks.find()) {
			names.add(write(blocks.group(1), folder));
		}
		StringWriter messages = new StringWriter();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		boolean compiled = compiler.getTask(messages, null, null, List
			.of("-parameters", "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
				null,
				compiler.getStandardFileManager(null, null, null)
					.getJavaFileObjectsFromFiles(
							names.stream().map((name) -> folder.resolve(name + ".java").toFile()).toList()))
			.call();
		if (!compiled) {
			throw new AssertionError("%s shows code that does not compile:%n%s".formatted(page, messages));
		}
		URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				DocumentedExamples.class.getClassLoader());
		List<Class<?>> classes = new ArrayList<>();
		for (String name : names) {
			classes.add(loader.loadClass("documented." + name));
		}
		return classes;
	}

	private static String write(String code, Path folder) throws IOException {
		Matcher name = NAME.matcher(code);
		if (!name.find()) {
			throw new AssertionError("No public class in the example%n%s".formatted(code));
		}
		Files.writeString(folder.resolve(name.group(1) + ".java"), "package documented;\n" + code);
		return name.group(1);
	}

}
