package io.github.tracingstarter.control;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that all boolean properties accept the same words as at startup.
 */
class LiveValuesTests {

	private static ConfigurableApplicationContext application;

	private final Changes changes = application.getBean(Changes.class);

	@BeforeAll
	static void start() {
		application = ControlApplication.run("servlet", "--tracing.exporters=otlp",
				"--tracing.otlp.endpoint=http://localhost:1");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.export.paused", "tracing.web.enabled", "tracing.sampling.keep.errors",
			"tracing.logs.enabled" })
	void onOrOff(String key) {
		for (String word : new String[] { "true", "on", "yes", "1" }) {
			assertThat(changed(key, "off", " %s ".formatted(word.toUpperCase(Locale.ROOT)))).as(word).isEqualTo("true");
		}
		for (String word : new String[] { "false", "off", "no", "0" }) {
			assertThat(changed(key, "on", " %s ".formatted(word.toUpperCase(Locale.ROOT)))).as(word).isEqualTo("false");
		}
		for (String word : new String[] { "maybe", "2", "", " " }) {
			assertThatExceptionOfType(InvalidTracingPropertyException.class)
				.isThrownBy(() -> this.changes.apply(Map.of(key, word), "a test"))
				.withMessageStartingWith(
						"%s=%s cannot be used because it is neither true nor false. ".formatted(key, word));
			assertThat(value(key)).isEqualTo("false");
		}
		this.changes.apply(Collections.singletonMap(key, null), "a test");
	}

	private String changed(String key, String first, String then) {
		this.changes.apply(Map.of(key, first), "a test");
		this.changes.apply(Map.of(key, then), "a test");
		return value(key);
	}

	private String value(String key) {
		return this.changes.get(key, null).value();
	}

}
