package io.github.tracingstarter.instrument.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailedObservationsTests {

	@Test
	void aSpanOfAnotherTracerIsLeftAlone() {
		Observation.Context context = new Observation.Context();
		context.setName("spring.batch.job");
		context.addLowCardinalityKeyValue(KeyValue.of("spring.batch.job.status", "FAILED"));
		TracingContext tracing = new TracingContext();
		tracing.setSpan(Span.NOOP);
		context.put(TracingContext.class, tracing);
		assertThat(new FailedObservations().map(context)).isSameAs(context);
	}

}
