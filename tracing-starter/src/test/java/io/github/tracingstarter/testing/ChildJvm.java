package io.github.tracingstarter.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import net.bytebuddy.ByteBuddy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A separate JVM for what affects a whole process: its variables, its class path, its
 * options. It starts fast, because it does not run for long.
 */
public final class ChildJvm {

	private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

	private final Map<String, String> variables = new HashMap<>();

	private String classPath = System.getProperty("java.class.path");

	public ChildJvm option(String option) {
		this.options.add(option);
		return this;
	}

	public ChildJvm variable(String name, String value) {
		this.variables.put(name, value);
		return this;
	}

	/**
	 * Adds folders and jars at the beginning of the class path.
	 * @param paths folders and jars
	 * @return this
	 */
	public ChildJvm firstOnClassPath(List<Path> paths) {
		for (Path path : paths) {
			this.classPath = path + File.pathSeparator + this.classPath;
		}
		return this;
	}

	/**
	 * Removes jars from the class path.
	 * @param names the beginning of their file names
	 * @return this
	 */
	public ChildJvm withoutOnClassPath(String... names) {
		this.classPath = Arrays.stream(this.classPath.split(File.pathSeparator))
			.filter((entry) -> Arrays.stream(names).noneMatch(Path.of(entry).getFileName().toString()::startsWith))
			.collect(Collectors.joining(File.pathSeparator));
		return this;
	}

	/**
	 * Adds what is present if OpenTelemetry's agent is attached.
	 * @param directory the directory to write it to
	 * @return this
	 */
	public ChildJvm withOpenTelemetryAgent(Path directory) throws IOException {
		Path boot = Files.createDirectories(directory.resolve("boot"));
		Path system = Files.createDirectories(directory.resolve("system"));
		declare("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", boot);
		declare("io.opentelemetry.javaagent.OpenTelemetryAgent", system);
		this.classPath = this.classPath + File.pathSeparator + system;
		return option("-Xbootclasspath/a:" + boot);
	}

	private static void declare(String type, Path folder) throws IOException {
		new ByteBuddy().subclass(Object.class).name(type).make().saveIn(folder.toFile());
	}

	/**
	 * Runs a program until it ends, and fails if it fails.
	 * @param program the class with the main method
	 * @param arguments its arguments
	 * @return its output
	 */
	public String run(Class<?> program, String... arguments) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.addAll(List.of("-cp", this.classPath, program.getName()));
		command.addAll(Arrays.asList(arguments));
		Path output = Files.createTempFile("output", ".txt");
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().putAll(this.variables);
			Process process = builder.start();
			if (!process.waitFor(3, TimeUnit.MINUTES)) {
				process.destroyForcibly().waitFor();
			}
			String text = Files.readString(output);
			assertThat(process.exitValue()).as(text).isZero();
			return text;
		}
		finally {
			Files.delete(output);
		}
	}

}
