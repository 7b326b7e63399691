package io.github.tracingstarter.instrument.scheduled;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class ScheduledTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(ScheduledTasksObservationAutoConfiguration.class,
				ScheduledTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void eachRunHasARoot() {
		this.runner.run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			context.getBean(Job.class).await();
			spans.await(4);
			SpanData run = runs(spans).get(0);
			assertThat(run.getParentSpanContext().isValid()).isFalse();
			assertThat(RecordedSpans.attributes(run))
				.containsExactly(entry("code.function.name", Job.class.getName() + ".work"));
			assertThat(spans.all()).filteredOn((span) -> span.getParentSpanId().equals(run.getSpanId()))
				.extracting(SpanData::getName)
				.containsExactly("inside");
			assertThat(runs(spans)).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		});
	}

	@Test
	void aRunThatFailsHasFailed() {
		this.runner.withPropertyValues("failing=true").run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			context.getBean(Job.class).await();
			spans.await(4);
			assertThat(runs(spans).get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		});
	}

	@Test
	void whatAnExcludedRunDoesIsNotTraced() {
		for (String pattern : new String[] { "Job.work", "Job.*", "io.github.*Job.work" }) {
			this.runner.withPropertyValues("tracing.scheduled.exclude=" + pattern).run((context) -> {
				context.getBean(Job.class).await();
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			});
		}
	}

	@Test
	void offByItsKey() {
		this.runner.withPropertyValues("tracing.scheduled.enabled=false").run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			context.getBean(Job.class).await();
			spans.await(2);
			assertThat(spans.all()).extracting(SpanData::getName).containsOnly("inside");
		});
	}

	private static List<SpanData> runs(RecordedSpans spans) {
		return spans.all().stream().filter((span) -> span.getName().equals("Job.work")).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Application {

		@Bean
		Job job(OpenTelemetry openTelemetry, org.springframework.core.env.Environment environment) {
			return new Job(openTelemetry, environment.getProperty("failing", Boolean.class, false));
		}

	}

	static class Job {

		private final CountDownLatch runs = new CountDownLatch(3);

		private final OpenTelemetry openTelemetry;

		private final boolean failing;

		Job(OpenTelemetry openTelemetry, boolean failing) {
			this.openTelemetry = openTelemetry;
			this.failing = failing;
		}

		@Scheduled(fixedDelay = 20)
		void work() {
			this.openTelemetry.getTracer("test").spanBuilder("inside").startSpan().end();
			this.runs.countDown();
			if (this.failing) {
				throw new IllegalStateException("broken");
			}
		}

		void await() throws InterruptedException {
			assertThat(this.runs.await(5, TimeUnit.SECONDS)).isTrue();
		}

	}

}
