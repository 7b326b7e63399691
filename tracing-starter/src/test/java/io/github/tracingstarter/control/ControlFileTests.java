package io.github.tracingstarter.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests of {@link ControlFile}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ControlFileTests {

	private final NumberProperty first = new NumberProperty("tracing.first", 1);

	private final NumberProperty second = new NumberProperty("tracing.second-one", 2);

	private final Changes changes = new Changes(List.of(this.first, this.second), (key, value) -> value,
			InstantSource.system());

	@TempDir
	private Path folder;

	private ControlFile started;

	@AfterEach
	void stop() {
		if (this.started != null) {
			this.started.stop();
		}
		this.changes.destroy();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tracing:\n  first: 10\n  second-one: 20\n", "tracing.first: 10\ntracing.secondOne: '20'\n",
					"{\n\t\"tracing\": {\n\t\t\"first\": 10,\n\t\t\"second-one\": \"20\"\n\t}\n}",
					"{\"tracing.first\":10,\"tracing.second-one\":20}", "\uFEFFtracing: {first: 10, second-one: 20}" })
	void yamlAndJsonNestedOrNot(String text) throws IOException {
		start(write(text));
		assertThat(this.first.value()).isEqualTo("10");
		assertThat(this.second.value()).isEqualTo("20");
		assertThat(this.changes.who("tracing.first")).isEqualTo("the file " + this.folder.resolve("tracing.yaml"));
	}

	@Test
	void writtenInPlaceAndRenamedOver() throws IOException {
		Path file = write("tracing.first: 10");
		start(file);
		write("tracing.first: 11");
		awaitFirst("11");
		Path other = Files.writeString(this.folder.resolve("other"), "tracing.first: 12");
		Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		awaitFirst("12");
	}

	/**
	 * The files of a volume are links to those in a folder, which is itself the target of
	 * a link that is replaced as a whole.
	 */
	@Test
	void aVolumeOfKubernetes() throws IOException {
		Path mount = Files.createDirectory(this.folder.resolve("mount"));
		publish(mount, "..2026_01_01", "tracing.first: 10");
		Path file = mount.resolve("tracing.yaml");
		Files.createSymbolicLink(file, Path.of("..data", "tracing.yaml"));
		start(file);
		assertThat(this.first.value()).isEqualTo("10");
		publish(mount, "..2026_01_02", "tracing.first: 20");
		Files.delete(mount.resolve("..2026_01_01/tracing.yaml"));
		Files.delete(mount.resolve("..2026_01_01"));
		awaitFirst("20");
	}

	private static void publish(Path mount, String version, String text) throws IOException {
		Path folder = Files.createDirectory(mount.resolve(version));
		Files.writeString(folder.resolve("tracing.yaml"), text);
		Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
		Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	@Test
	void aKeyThatIsRemovedAndAFileThatIsDeleted(CapturedOutput output) throws IOException {
		Path file = write("tracing.first: 10\ntracing.second-one: 20");
		start(file);
		write("tracing.second-one: 20");
		awaitFirst("1");
		assertThat(this.second.value()).isEqualTo("20");
		Files.delete(file);
		Waiting.await(() -> this.second.value().equals("2"), () -> "the value of the start");
		Waiting.awaitText(output, "is gone. What it changed is what it was at the start");
		write("tracing.first: 13");
		awaitFirst("13");
	}

	@Test
	void aFileThatComesLater(CapturedOutput output) throws IOException {
		start(this.folder.resolve("tracing.yaml"));
		assertThat(output).contains("does not exist yet");
		write("tracing.first: 10");
		awaitFirst("10");
	}

	@Test
	void whatOthersChangedStaysWhereTheFileIsTheSame() throws IOException {
		start(write("tracing.first: 10\ntracing.second-one: 20"));
		this.changes.apply(Map.of("tracing.first", "99"), "a test");
		write("tracing.first: 10\ntracing.second-one: 21");
		Waiting.await(() -> this.second.value().equals("21"), () -> "21");
		assertThat(this.first.value()).isEqualTo("99");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "tracing: [|neither YAML nor JSON",
					"tracing:\\n  first: 11\\n second-one: 3|neither YAML nor JSON",
					"{\"tracing.first\": 11|neither YAML nor JSON", "tracing.first: many|it is not a number",
					"tracing.first: 11\\ntracing.second-one: many|it is not a number",
					"tracing.first: 11\\ntracing.enabled: false|cannot be changed while the application runs",
					"tracing.first: 11\\ntracing.first: 12|neither YAML nor JSON",
					"tracing.second-one: 11\\ntracing.secondOne: 12|it is there twice",
					"just a text|it is not a list of keys with values",
					"tracing.first: !!java.io.File [x]|neither YAML nor JSON",
					"- tracing.first: 11|it is not a list of keys with values",
					"a: &a [x,x]\\nb: &b [*a,*a]\\ntracing.first: 11|cannot be changed while" })
	void aWrongFileChangesNothingAndSaysWhyOnce(String text, String reason, CapturedOutput output) throws IOException {
		start(write("tracing.first: 10"));
		write(text.replace("\\n", "\n"));
		Waiting.awaitText(output, "is not applied, and what was in force stays. ");
		Waiting.awaitText(output, reason);
		looksAgain();
		assertThat(output).containsOnlyOnce("is not applied");
		assertThat(this.first.value()).isEqualTo("10");
		assertThat(this.second.value()).isEqualTo("2");
		write("tracing.first: 12");
		awaitFirst("12");
		Waiting.awaitText(output, "is in force again");
	}

	@Test
	void tenMegabytesBytesAndAFolder(CapturedOutput output) throws IOException {
		Path file = write("tracing.first: 10");
		start(file);
		Files.writeString(file, "# " + "x".repeat(10_000_000) + "\ntracing.first: 11");
		Waiting.awaitText(output, "It has more than 1000000 bytes.");
		byte[] bytes = new byte[5000];
		Arrays.fill(bytes, (byte) 0xfe);
		Files.write(file, bytes);
		Waiting.awaitText(output, "It is not text in UTF-8.");
		Files.write(file, "tracing.first: 11\u0000\u0001".getBytes(StandardCharsets.UTF_8));
		Waiting.awaitText(output, "Write text in UTF-8.");
		Files.delete(file);
		Files.createDirectory(file);
		Waiting.awaitText(output, "It is not a file.");
		assertThat(this.first.values()).containsExactly(10);
	}

	/**
	 * Requires a user to whom permissions apply, because root can read everything.
	 */
	@Test
	void aFileThatMayNotBeRead(CapturedOutput output) throws IOException {
		Path file = write("tracing.first: 10");
		assumeTrue(Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class),
				"There are no permissions");
		start(file);
		Files.writeString(file, "tracing.first: 11");
		awaitFirst("11");
		Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_WRITE));
		assumeFalse(Files.isReadable(file), "Permissions do not count for this user");
		Files.writeString(file, "tracing.first: 12 # longer");
		Waiting.awaitText(output, "tracing.yaml is not applied, and what was in force stays. it may not be read");
		assertThat(this.first.value()).isEqualTo("11");
		Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ));
		Files.writeString(file, "tracing.first: 12");
		awaitFirst("12");
	}

	@Test
	void aFolderThatMayNotBeEntered(CapturedOutput output) throws IOException {
		Path inner = Files.createDirectory(this.folder.resolve("inner"));
		Path file = Files.writeString(inner.resolve("tracing.yaml"), "tracing.first: 10");
		assumeTrue(Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class),
				"There are no permissions");
		Set<PosixFilePermission> before = Files.getPosixFilePermissions(inner);
		Files.setPosixFilePermissions(inner, Set.of());
		try {
			assumeFalse(Files.isReadable(file), "Permissions do not count for this user");
			start(file);
			Waiting.awaitText(output, "tracing.yaml is not applied, and what was in force stays. it may not be read");
		}
		finally {
			Files.setPosixFilePermissions(inner, before);
		}
		awaitFirst("10");
	}

	@Test
	void aSecretThatCannotBeChangedIsNotLogged(CapturedOutput output) throws IOException {
		Changes masking = new Changes(List.of(this.first), (key, value) -> key.contains("secret") ? "******" : value,
				InstantSource.system());
		this.started = new ControlFile(write("tracing.sampling.force.secret: x"), Duration.ofMillis(15), masking);
		this.started.start();
		assertThat(output)
			.contains("tracing.sampling.force.secret=****** cannot be used because this property cannot be "
					+ "changed while the application runs.");
		masking.destroy();
	}

	@Test
	void anUnusableFileAtTheStart(CapturedOutput output) throws IOException {
		start(write("tracing.first: many"));
		assertThat(output).contains("is not applied");
		looksAgain();
		assertThat(output).containsOnlyOnce("is not applied");
		write("tracing.first: 10");
		awaitFirst("10");
	}

	@Test
	void anEmptyMomentIsNotApplied() throws IOException {
		Path file = write("tracing.first: 10");
		this.started = new ControlFile(file, Duration.ofSeconds(2), this.changes);
		this.started.start();
		for (int i = 0; i < 30; i++) {
			Files.writeString(file, "");
			Files.writeString(file, "tracing.first: 10 # " + i);
		}
		assertThat(this.first.values()).containsExactly(10);
	}

	@Test
	void inAnApplicationAndWithoutAThreadOtherwise() throws IOException {
		Path file = Files.writeString(this.folder.resolve("tracing.json"),
				"{\"tracing\":{\"sampling\":{\"probability\":0.25},\"web\":{\"exclude\":[\"/a\",\"/b\"]}}}");
		try (ConfigurableApplicationContext application = ControlApplication.run("servlet",
				"--tracing.control.file=" + file, "--tracing.control.interval=20ms")) {
			Changes live = application.getBean(Changes.class);
			assertThat(live.get("tracing.sampling.probability", null).value()).isEqualTo("0.25");
			assertThat(live.get("tracing.web.exclude", null).value()).isEqualTo("/a, /b");
			assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);
			Files.writeString(file, "tracing.sampling.probability: 0.75");
			Waiting.await(() -> live.get("tracing.sampling.probability", null).value().equals("0.75"), () -> "0.75");
			Waiting.await(() -> live.get("tracing.web.exclude", null).value().isEmpty(), () -> "nothing excluded");
		}
		Waiting.await(() -> threads().isEmpty(), () -> "no thread any more");
		try (ConfigurableApplicationContext application = ControlApplication.run("servlet")) {
			assertThat(application.isActive()).isTrue();
			assertThat(threads()).isEmpty();
		}
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tracing-control-file"))
			.toList();
	}

	private void start(Path file) {
		this.started = new ControlFile(file, Duration.ofMillis(15), this.changes);
		this.started.start();
	}

	private Path write(String text) throws IOException {
		return Files.writeString(this.folder.resolve("tracing.yaml"), text);
	}

	private void awaitFirst(String value) {
		Waiting.await(() -> this.first.value().equals(value), () -> "%s, was %s".formatted(value, this.first.value()));
	}

	/**
	 * Waits until the file has been checked several times.
	 */
	private static void looksAgain() {
		long until = System.nanoTime() + Duration.ofMillis(150).toNanos();
		Waiting.await(() -> System.nanoTime() > until, () -> "some time");
	}

}
