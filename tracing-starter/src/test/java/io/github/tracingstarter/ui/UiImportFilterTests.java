package io.github.tracingstarter.ui;

import java.util.List;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which auto-configurations are not even read if the page is off: only the filter's own
 * outcome is in the report, and no other condition.
 */
class UiImportFilterTests {

	private static final List<String> CONCERNED = List.of("UiAutoConfiguration", "exchange.ExchangeAutoConfiguration",
			"logs.LogsAutoConfiguration", "settings.SettingsAutoConfiguration", "store.StoreAutoConfiguration",
			"traces.TracesAutoConfiguration");

	@Test
	void leavesOutThoseOfThePageWhereItIsOff() {
		try (ConfigurableApplicationContext context = run("--tracing.ui.enabled=false")) {
			for (String name : CONCERNED) {
				assertThat(outcomes(context, name)).containsExactly("@ConditionalOnUi tracing.ui.enabled is false");
			}
			assertThat(context.containsBean(UiActivation.class.getName())).isFalse();
		}
	}

	@Test
	void decidesAsTheConditionDoes() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(outcomes(context, "UiAutoConfiguration")).containsExactly("@ConditionalOnUi a test is running");
		}
	}

	@Test
	void keepsThemWhereItIsOn() {
		try (ConfigurableApplicationContext context = run("--tracing.ui.enabled=true")) {
			for (String name : CONCERNED) {
				assertThat(outcomes(context, name)).hasSizeGreaterThan(1)
					.contains("@ConditionalOnUi tracing.ui.enabled is true");
			}
			assertThat(context.getBeanProvider(UiHandler.class).stream()).hasSize(1);
		}
	}

	@Test
	void aValueThatCannotBeUsedStopsTheStart() {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> run("--tracing.ui.enabled=maybe"));
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(UiTestApplication.class)
			.properties("server.port=0", "tracing.exporters=none")
			.run(arguments);
	}

	private static List<String> outcomes(ConfigurableApplicationContext context, String name) {
		return ConditionEvaluationReport.get(context.getBeanFactory())
			.getConditionAndOutcomesBySource()
			.get("io.github.tracingstarter.ui." + name)
			.stream()
			.map((condition) -> condition.getOutcome().getMessage())
			.toList();
	}

}
