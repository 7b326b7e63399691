package io.github.tracingstarter.instrument.faas;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the flush at the end of an invocation, with a collector. Nothing is sent by
 * time.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvocationFlushTests {

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void everythingHasArrivedWhenAnInvocationReturns(String protocol) {
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=20s",
				"tracing.otlp.protocol=" + protocol)) {
			LongCounter orders = application.getBean(OpenTelemetry.class)
				.getMeter("test")
				.counterBuilder("orders")
				.build();
			for (int invocation = 1; invocation <= 3; invocation++) {
				orders.add(1);
				invoke(application, "line " + invocation);
				assertThat(this.receiver.count()).isEqualTo(invocation);
				assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue())
					.contains("line " + invocation);
				assertThat(this.receiver.metric("orders")).isNotNull();
			}
			// The interval of the metrics has not passed since the first invocation.
			assertThat(this.receiver.metricRequests()).isOne();
		}
	}

	@Test
	void aCollectorThatDoesNotAnswerHoldsUpNoInvocation(CapturedOutput output) {
		this.receiver.behave(Behaviour.BLACKHOLE);
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=50ms",
				"tracing.logs.enabled=false", "tracing.metrics.enabled=false", "tracing.batch.shutdown-timeout=0s")) {
			invoke(application, "first");
			invoke(application, "second");
			assertThat(output.toString().split("\n")).filteredOn((line) -> line.contains("tracing.faas.flush-timeout"))
				.singleElement()
				.asString()
				.contains("The spans of an invocation were not sent within 50ms, and wait for the next invocation.");
		}
	}

	@Test
	void whatWasLateIsSentWithTheNextInvocation() {
		this.receiver.behave(Behaviour.UNAVAILABLE);
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=20s",
				"tracing.logs.enabled=false", "tracing.metrics.enabled=false")) {
			invoke(application, "first");
			assertThat(this.receiver.count()).isZero();
			this.receiver.behave(Behaviour.OK);
			invoke(application, "second");
			assertThat(this.receiver.await(2)).hasSize(2);
		}
	}

	/**
	 * As after a pause, during which the collector has closed the connection.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aCollectorThatHasClosedTheConnectionGetsTheNextInvocationAtOnce(String protocol, CapturedOutput output) {
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=20s",
				"tracing.logs.enabled=false", "tracing.metrics.enabled=false", "tracing.otlp.protocol=" + protocol)) {
			invoke(application, "first");
			assertThat(this.receiver.count()).isOne();
			this.receiver.close();
			try (OtlpReceiver restarted = this.receiver.restart()) {
				invoke(application, "second");
				// The receiver counts on.
				assertThat(restarted.count()).isEqualTo(2);
				assertThat(output).doesNotContain("could not be sent").doesNotContain("were not sent");
			}
		}
	}

	/**
	 * Spring calls these methods around a snapshot if {@code org.crac} is on the class
	 * path.
	 */
	@Test
	void whatWasRecordedBeforeASnapshotIsSentOnceAndTheNextInvocationIsCold() {
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=20s",
				"AWS_LAMBDA_INITIALIZATION_TYPE=snap-start", "tracing.logs.enabled=false",
				"tracing.metrics.enabled=false")) {
			invoke(application, "priming");
			application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("start").startSpan().end();
			Object lifecycle = application.getBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME);
			ReflectionTestUtils.invokeMethod(lifecycle, "stopForRestart");
			assertThat(this.receiver.spans()).extracting(Span::getName).containsExactly("orders", "start");
			ReflectionTestUtils.invokeMethod(lifecycle, "restartAfterStop");
			invoke(application, "after the restore");
			invoke(application, "again");
			assertThat(this.receiver.spans()).filteredOn((span) -> span.getName().equals("orders"))
				.extracting((span) -> OtlpReceiver.attributes(span.getAttributesList()).get("faas.coldstart"))
				.containsExactly(true, true, false);
		}
	}

	@Test
	void otherApplicationsThatAreStoppedAndStartedAreNotCold() {
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=20s",
				"tracing.logs.enabled=false", "tracing.metrics.enabled=false")) {
			invoke(application, "first");
			application.stop();
			application.start();
			invoke(application, "second");
			assertThat(this.receiver.spans())
				.extracting((span) -> OtlpReceiver.attributes(span.getAttributesList()).get("faas.coldstart"))
				.containsExactly(true, false);
		}
	}

	@Test
	void withoutATimeoutAnInvocationDoesNotWait(CapturedOutput output) {
		this.receiver.behave(Behaviour.BLACKHOLE);
		try (ConfigurableApplicationContext application = run("tracing.faas.flush-timeout=0s",
				"tracing.batch.shutdown-timeout=0s")) {
			invoke(application, "first");
			assertThat(output).doesNotContain("tracing.faas.flush-timeout");
			assertThat(this.receiver.count()).isZero();
		}
	}

	private static void invoke(ConfigurableApplicationContext application, String line) {
		RunningInvocation running = application.getBean(Invocations.class).start(new Call());
		try {
			LoggerFactory.getLogger(InvocationFlushTests.class).info(line);
		}
		finally {
			running.close();
		}
	}

	private ConfigurableApplicationContext run(String... properties) {
		List<String> all = new ArrayList<>(List.of("tracing.otlp.endpoint=" + this.receiver.url(),
				"AWS_LAMBDA_FUNCTION_NAME=orders", "tracing.batch.schedule-delay=1h", "spring.main.banner-mode=off"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
	static class Application {

	}

	private static final class Call extends Invocation {

		@Override
		String name() {
			return "orders";
		}

		@Override
		Trigger trigger() {
			return Trigger.OTHER;
		}

		@Override
		@Nullable String id() {
			return null;
		}

	}

}
