package io.github.tracingstarter.test;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user may touch.
 */
class ApiTests {

	@Test
	void publicTypes() throws IOException, URISyntaxException {
		Path folder = Path.of(AutoConfigureTraces.class.getResource("AutoConfigureTraces.class").toURI()).getParent();
		try (Stream<Path> files = Files.list(folder)) {
			assertThat(files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".class") && !name.contains("-"))
				.map((name) -> load(name.substring(0, name.length() - ".class".length())))
				.filter((type) -> Modifier.isPublic(type.getModifiers()))
				.map(Class::getSimpleName))
				.containsExactlyInAnyOrder("AutoConfigureTraces", "RecordedTraces", "TracesAssert");
		}
	}

	@Test
	void packageIsNullMarked() {
		assertThat(AutoConfigureTraces.class.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(AutoConfigureTraces.class.getPackageName() + '.' + name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
