package io.github.tracingstarter.export;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Collector is killed and started again while an application sends. Skipped where
 * no Collector is installed. The system property {@code collector.traces} is the number
 * of traces before, during and after the outage, each.
 */
@Tag("slow")
class CollectorRestartTests {

	private static final Log logger = LogFactory.getLog(CollectorRestartTests.class);

	private static final int TRACES = Integer.getInteger("collector.traces", 300);

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void nothingIsLostWhenTheCollectorIsKilled(String protocol) throws InterruptedException {
		CollectorServer.program("load_balancing", "file_storage");
		Set<String> arrived = ConcurrentHashMap.newKeySet();
		try (OtlpReceiver gateway = OtlpReceiver.start();
				CollectorServer agent = CollectorServer.start(
						Map.of("GATEWAY_HOST", "127.0.0.1", "GATEWAY_PORT", String.valueOf(gateway.port())),
						"agent.yaml");
				ConfigurableApplicationContext application = TestApplication.run("tracing.otlp.protocol=" + protocol,
						"tracing.otlp.endpoint=http://127.0.0.1:"
								+ (protocol.equals("grpc") ? agent.grpcPort() : agent.httpPort()))) {
			gateway.watch((span) -> arrived.add(OtlpReceiver.hex(span.getTraceId().toByteArray())));
			Set<String> sent = ConcurrentHashMap.newKeySet();
			AtomicBoolean over = new AtomicBoolean();
			Thread load = new Thread(() -> {
				while (!over.get()) {
					sent.add(TestApplication.trace(application));
					pause();
				}
			});
			load.start();
			awaitMore(arrived);
			agent.kill();
			int atTheKill = sent.size();
			Waiting.await(() -> status(application).state() == DestinationStatus.State.FAILING,
					() -> "a failure: " + status(application));
			awaitMore(sent);
			agent.restart();
			int atTheStart = sent.size();
			awaitMore(sent);
			over.set(true);
			load.join();
			Waiting.await(() -> arrived.size() >= sent.size(), () -> "%d traces, but there are %d of %s: %s"
				.formatted(sent.size(), arrived.size(), status(application), agent.output()));
			assertThat(arrived).isEqualTo(new HashSet<>(sent));
			Waiting.await(() -> status(application).sent() == 2L * sent.size(), () -> status(application).toString());
			assertThat(status(application).dropped()).isZero();
			assertThat(status(application).figures().failedRequests()).isPositive();
			logger.info("%s: %,d traces, %,d of them during the outage; %,d arrived; %s".formatted(protocol,
					sent.size(), atTheStart - atTheKill, arrived.size(), status(application)));
		}
	}

	@Test
	void whatWaitsForAGatewayIsOnDisk() {
		CollectorServer.program("load_balancing", "file_storage");
		OtlpReceiver gateway = OtlpReceiver.start();
		gateway.close();
		try (CollectorServer agent = CollectorServer.start(Map.of("GATEWAY_HOST", "127.0.0.1", "GATEWAY_PORT",
				String.valueOf(gateway.port()), "GATEWAY_RETRY", "5s"), "agent.yaml")) {
			String trace;
			try (ConfigurableApplicationContext application = TestApplication
				.run("tracing.otlp.endpoint=http://127.0.0.1:" + agent.grpcPort())) {
				trace = TestApplication.trace(application);
			}
			Waiting.await(() -> agent.output().lines().anyMatch(CollectorRestartTests::isOfTheQueue), agent::output);
			agent.kill();
			gateway.restart();
			agent.restart();
			assertThat(gateway.await(2)).hasSize(2)
				.extracting((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
				.containsOnly(trace);
		}
		finally {
			gateway.close();
		}
	}

	/**
	 * Returns whether a failure is reported by the queue on disk, and not by the client
	 * of one gateway.
	 */
	private static boolean isOfTheQueue(String line) {
		return line.contains("Exporting failed") && !line.contains("\"endpoint\"");
	}

	private static void awaitMore(Set<String> traces) {
		int before = traces.size();
		for (int more = Math.min(TRACES, 300); more <= TRACES; more += 300) {
			int expected = before + more;
			Waiting.await(() -> traces.size() >= expected,
					() -> "%,d traces, but there are %,d".formatted(expected, traces.size()));
		}
	}

	private static void pause() {
		try {
			Thread.sleep(2);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static DestinationStatus status(ConfigurableApplicationContext application) {
		return application.getBean(BatchingSpanProcessor.class).destinations().get(0);
	}

}
