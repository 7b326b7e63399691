package io.github.tracingstarter.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is processed ahead of time, as by the Maven goal
 * {@code process-aot}, and compiled.
 *
 * @param application the class of the application
 * @param directory a separate directory
 * @param arguments the properties that are set for the build, separated by spaces
 */
public record ProcessedApplication(Class<?> application, Path directory, String arguments) {

	/**
	 * Builds applications, all in one process.
	 * @param builds the applications to build
	 */
	public static void build(ProcessedApplication... builds) throws Exception {
		new ChildJvm().option("-Dspring.aot.processing=true")
			.run(ProcessedApplication.class, Stream.of(builds)
				.flatMap((build) -> Stream.of(build.application.getName(), build.directory.toString(), build.arguments))
				.toArray(String[]::new));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			for (ProcessedApplication build : builds) {
				build.compile(compiler, files);
			}
		}
	}

	private void compile(JavaCompiler compiler, StandardJavaFileManager files) throws IOException {
		List<Path> classPath = new ArrayList<>(List.of(classes()));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			classPath.add(Path.of(entry));
		}
		files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
		files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes()));
		try (Stream<Path> walk = Files.walk(sources())) {
			List<Path> sources = walk.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(compiler
				.getTask(null, files, null, List.of("-nowarn", "-proc:none", "-parameters"), null,
						files.getJavaFileObjectsFromPaths(sources))
				.call()).isTrue();
		}
	}

	private Path sources() {
		return this.directory.resolve("sources");
	}

	private Path classes() {
		return this.directory.resolve("classes");
	}

	/**
	 * Returns a JVM that runs processed applications of this class.
	 * @return the JVM
	 */
	public ChildJvm jvm() {
		return new ChildJvm().option("-Dspring.aot.enabled=true").firstOnClassPath(List.of(classes()));
	}

	/**
	 * Processes applications, in a separate process.
	 * @param args the class, the directory and the properties of each
	 */
	public static void main(String[] args) throws Exception {
		for (int i = 0; i < args.length; i += 3) {
			ProcessedApplication build = new ProcessedApplication(Class.forName(args[i]), Path.of(args[i + 1]),
					args[i + 2]);
			String classes = build.classes().toString();
			List<String> all = new ArrayList<>(
					List.of(args[i], build.sources().toString(), classes, classes, "com.example", "application"));
			Arrays.stream(build.arguments.split(" ")).filter((argument) -> !argument.isEmpty()).forEach(all::add);
			SpringApplicationAotProcessor.main(all.toArray(String[]::new));
		}
	}

}
