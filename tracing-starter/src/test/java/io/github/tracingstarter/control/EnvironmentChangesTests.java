package io.github.tracingstarter.control;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EnvironmentChanges}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EnvironmentChangesTests {

	private static final Map<String, Object> REMOTE = new HashMap<>();

	private static ConfigurableApplicationContext application;

	private final Changes changes = application.getBean(Changes.class);

	@BeforeAll
	static void start() {
		application = ControlApplication.run("servlet");
		application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("remote", REMOTE));
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void reset() {
		refresh(Map.of());
		this.changes.apply(Collections.singletonMap("tracing.sampling.probability", null), "a test");
	}

	@Test
	void namedKeysTakeTheNewValues(CapturedOutput output) {
		refresh(Map.of("tracing.sampling.probability", "0.5", "tracing.web.exclude[0]", "/a", "tracing.web.exclude[1]",
				"/b", "spring.application.name", "x"));
		assertThat(value("tracing.sampling.probability")).isEqualTo("0.5");
		assertThat(value("tracing.web.exclude")).isEqualTo("/a, /b");
		assertThat(output).contains("Changed by Spring Cloud: ").contains("tracing.sampling.probability=0.5 (was 1.0)");
		refresh(Map.of());
		assertThat(value("tracing.sampling.probability")).isEqualTo("1.0");
		assertThat(value("tracing.web.exclude")).isEmpty();
	}

	@Test
	void whatIsNotNamedStays() {
		this.changes.apply(Map.of("tracing.sampling.probability", "0.25"), "a test");
		REMOTE.put("tracing.web.exclude", "/c, /d");
		application.publishEvent(new EnvironmentChangeEvent(application, Set.of("tracing.web.exclude")));
		assertThat(value("tracing.web.exclude")).isEqualTo("/c, /d");
		assertThat(value("tracing.sampling.probability")).isEqualTo("0.25");
	}

	@Test
	void bootsKeyCountsWhereOursIsNotSet() {
		refresh(Map.of("management.tracing.sampling.probability", "0.1"));
		assertThat(value("tracing.sampling.probability")).isEqualTo("0.1");
		refresh(Map.of("management.tracing.sampling.probability", "0.2", "tracing.sampling.probability", "0.3"));
		assertThat(value("tracing.sampling.probability")).isEqualTo("0.3");
	}

	@Test
	void rulesByTheirIndexes(CapturedOutput output) {
		refresh(Map.of("tracing.rules[0].path", "/a", "tracing.rules[0].drop", "true",
				"tracing.rules[1].attributes.db.system.name", "redis", "tracing.rules[1].span-name", "GET*",
				"tracing.rules[1].remove[0]", "db.query.text"));
		assertThat(value("tracing.rules")).isEqualTo("[{\"path\": \"/a\", \"drop\": true}, {\"span-name\": \"GET*\", "
				+ "\"attributes\": {\"db.system.name\": \"redis\"}, \"remove\": [\"db.query.text\"]}]");
		assertThat(output).contains("Changed by Spring Cloud: tracing.rules=[{");
		refresh(Map.of("tracing.rules[0].path", "/a", "tracing.rules[0].drop", "true", "tracing.rules[1].path", "/b",
				"tracing.rules[1].probability", "7"));
		assertThat(output).contains("The changed environment is not applied, and what was in force stays. "
				+ "tracing.rules[1].probability=7.0 cannot be used because it is not between 0.0 and 1.0.");
		assertThat(value("tracing.rules")).contains("redis");
		refresh(Map.of("tracing.rules[0].path", "/c", "tracing.rules[0].keep", "true"));
		assertThat(value("tracing.rules")).isEqualTo("[{\"path\": \"/c\", \"keep\": true}]");
		refresh(Map.of());
		assertThat(value("tracing.rules")).isEmpty();
	}

	@Test
	void aWrongValueChangesNothing(CapturedOutput output) {
		refresh(Map.of("tracing.sampling.probability", "many", "tracing.web.exclude", "/a"));
		assertThat(value("tracing.web.exclude")).isEmpty();
		assertThat(value("tracing.sampling.probability")).isEqualTo("1.0");
		assertThat(output).contains("The changed environment is not applied, and what was in force stays. "
				+ "tracing.sampling.probability=many cannot be used because it is not a number.");
	}

	private String value(String key) {
		return this.changes.get(key, null).value();
	}

	private static void refresh(Map<String, Object> values) {
		Map<String, Object> keys = new HashMap<>(REMOTE);
		keys.putAll(values);
		REMOTE.clear();
		REMOTE.putAll(values);
		if (!keys.isEmpty()) {
			application.publishEvent(new EnvironmentChangeEvent(application, keys.keySet()));
		}
	}

}
