package io.github.tracingstarter.export;

import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the two forms of headers, in files and in environment variables.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeaderSettingsTests {

	private static final String KEY = "tracing.otlp.headers";

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void allInOneVariable(CapturedOutput output) {
		variables(Map.of("TRACING_OTLP_HEADERS",
				"x-honeycomb-team=abc, Authorization=Basic%20dXNl+w==,list=a%2Cb,x-empty="));
		assertThat(read()).containsExactlyInAnyOrderEntriesOf(
				Map.of("x-honeycomb-team", "abc", "Authorization", "Basic dXNl+w==", "list", "a,b", "x-empty", ""));
		assertThat(output).doesNotContain(" WARN ");
	}

	@Test
	void aVariableForEachCanHaveNoDash(CapturedOutput output) {
		variables(Map.of("TRACING_OTLP_HEADERS_X_HONEYCOMB_TEAM", "abc", "TRACING_OTLP_HEADERS_AUTHORIZATION", "def"));
		assertThat(read()).containsOnlyKeys("x.honeycomb.team", "authorization");
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("tracing.otlp.headers has a header 'x.honeycomb.team' with dots in its name")
			.contains("write TRACING_OTLP_HEADERS=x-honeycomb-team=<value> there")
			.doesNotContain("abc");
	}

	@Test
	void aPropertyForEach(CapturedOutput output) {
		properties(Map.of(KEY + ".x-api-key", "a=b,c%20+", KEY + ".authorization", "Bearer abc"));
		assertThat(read()).containsOnly(Map.entry("x-api-key", "a=b,c%20+"), Map.entry("authorization", "Bearer abc"));
		assertThat(output).doesNotContain(" WARN ");
	}

	@Test
	void bothFormsTogether() {
		variables(Map.of("TRACING_OTLP_HEADERS", "X-Api-Key=of-the-variable"));
		properties(Map.of(KEY + ".x-api-key", "of-the-file", KEY + ".authorization", "Bearer abc"));
		assertThat(read()).containsOnly(Map.entry("X-Api-Key", "of-the-variable"),
				Map.entry("authorization", "Bearer abc"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "abc", "=abc", "x-api-key=abc,def", "x-api-key=abc%2" })
	void anotherFormStopsTheStartAndIsNotShown(String value) {
		variables(Map.of("TRACING_OTLP_HEADERS", value));
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(this::read)
			.withMessageContaining(KEY)
			.withMessageContaining("x-api-key=abc,authorization=Bearer%20abc")
			.withMessageNotContaining("=%s cannot".formatted(value))
			.withNoCause();
	}

	@Test
	void nothing() {
		assertThat(read()).isEmpty();
		variables(Map.of("TRACING_OTLP_HEADERS", ""));
		assertThat(read()).isEmpty();
	}

	private Map<String, String> read() {
		return new HeaderSettings(Binder.get(this.environment)).below(KEY);
	}

	private void variables(Map<String, Object> variables) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

	private void properties(Map<String, Object> properties) {
		this.environment.getPropertySources().addLast(new MapPropertySource("file", properties));
	}

}
