package io.github.tracingstarter.instrument.pigeon;

import java.util.HashMap;
import java.util.Map;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class PigeonTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(PigeonTracingAutoConfiguration.class));

	@Test
	void messageHasASpanAndCarriesItsTrace() {
		this.runner.run((context) -> {
			Map<String, String> message = send(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("PRODUCER send rome\n");
			assertThat(RecordedSpans.attributes(spans.named("send rome"))).containsOnly(
					Map.entry("messaging.system", "pigeon"), Map.entry("messaging.operation.name", "send"),
					Map.entry("messaging.operation.type", "send"), Map.entry("messaging.destination.name", "rome"));
			assertThat(message.get("traceparent")).contains(spans.named("send rome").getSpanId());
		});
	}

	@Test
	void noMessageHasASpanWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.pigeon.enabled=false").run((context) -> {
			assertThat(send(context)).isEmpty();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void applicationWithoutPigeon() {
		this.runner.withClassLoader(new FilteredClassLoader(PigeonContext.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PigeonMapper.class));
	}

	private static Map<String, String> send(ApplicationContext context) {
		Map<String, String> message = new HashMap<>();
		Observation
			.createNotStarted("pigeon", () -> new PigeonContext(message, "rome"),
					context.getBean(ObservationRegistry.class))
			.lowCardinalityKeyValue("pigeon.loft", "rome")
			.observe(() -> {
			});
		return message;
	}

}
