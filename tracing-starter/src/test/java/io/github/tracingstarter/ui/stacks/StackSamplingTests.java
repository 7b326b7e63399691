package io.github.tracingstarter.ui.stacks;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the threads of slow requests do, in a real Tomcat. A request that should be slow
 * waits until it has been sampled.
 */
class StackSamplingTests {

	private ConfigurableApplicationContext context = start();

	@AfterEach
	void stop() {
		this.context.close();
	}

	private static ConfigurableApplicationContext start(String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>(
				Map.of("tracing.stacks.slower-than", "50ms", "tracing.stacks.interval", "5ms"));
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			arguments.put(parts[0], parts[1]);
		}
		return run(arguments);
	}

	private static ConfigurableApplicationContext run(Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(Map.of("server.port", "0", "tracing.ui.enabled", "true",
				"tracing.exporters", "none", "tracing.sampling.probability", "1", "spring.main.banner-mode", "off"));
		all.putAll(more);
		return new SpringApplicationBuilder(Application.class).run(all.entrySet()
			.stream()
			.map((one) -> "--%s=%s".formatted(one.getKey(), one.getValue()))
			.toArray(String[]::new));
	}

	private void restart(String... properties) {
		this.context.close();
		this.context = start(properties);
	}

	@Test
	void aSlowRequestShowsTheMethodThatSleeps() throws InterruptedException {
		Endpoints endpoints = endpoints();
		Thread client = get("/slow");
		endpoints.awaitSamples(requests());
		assertThat(threads()).isOne();
		endpoints.released.countDown();
		client.join();
		StackSamples stacks = awaitStacks();
		assertThat(stacks.intervalNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
		assertThat(stacks.samples()).isNotEmpty().allSatisfy((sample) -> {
			assertThat(sample.frames()).extracting(StackTraceElement::getClassName)
				.doesNotContain("io.github.tracingstarter.instrument.servlet.TracingFilter",
						"org.apache.catalina.connector.CoyoteAdapter");
			assertThat(sample.epochNanos()).isLessThanOrEqualTo(stacks.endNanos());
		});
		assertSampled(stacks, "priceEachItem", "slow");
		StoredTrace trace = store().changedSince(0, 10).get(0);
		StoredSpan root = trace.spans().get(0);
		assertThat(stacks.spanId()).isEqualTo(root.spanId());
		assertThat(stacks.samples().get(0).epochNanos() - root.startNanos())
			.isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
		assertThat(stacks.endNanos()).isLessThanOrEqualTo(root.endNanos());
		awaitNoThread();
		assertThat(requests().watched()).isZero();
	}

	@Test
	void aSlowRequestThatFailsIsSampledUntilItHasFailed() throws InterruptedException {
		Endpoints endpoints = endpoints();
		Thread client = get("/failing");
		endpoints.awaitSamples(requests());
		endpoints.released.countDown();
		client.join();
		assertSampled(awaitStacks(), "failing");
		awaitNoThread();
		assertThat(requests().watched()).isZero();
	}

	@Test
	void anAsynchronousRequestIsSampledOnTheThreadThatDispatches() throws InterruptedException {
		Endpoints endpoints = endpoints();
		Thread client = get("/async");
		endpoints.awaitSamples(requests());
		endpoints.released.countDown();
		client.join();
		StackSamples stacks = awaitStacks();
		assertThat(stacks.samples())
			.allSatisfy((sample) -> assertThat(sample.frames()).extracting(StackTraceElement::getMethodName)
				.doesNotContain("inBackground"));
		assertSampled(stacks, "toString");
		awaitNoThread();
		assertThat(requests().watched()).isZero();
	}

	@Test
	void aClientThatGoesAwayDoesNotKeepAThreadSampled() throws Exception {
		Endpoints endpoints = endpoints();
		try (Socket socket = new Socket("localhost", port())) {
			socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
			endpoints.awaitSamples(requests());
		}
		endpoints.released.countDown();
		awaitStacks();
		awaitNoThread();
		assertThat(requests().watched()).isZero();
	}

	@Test
	void aFastRequestIsNotSampledAndNeedsNoThread() {
		restart("tracing.stacks.slower-than=1h");
		assertThat(new Http(port()).get("/fast").body()).isEqualTo("fast");
		Waiting.await(() -> store().stats().traces() == 1, () -> "a trace, but there is none");
		assertThat(store().changedSince(0, 10).get(0).stacks()).isEmpty();
		assertThat(threads()).isZero();
		assertThat(requests().watched()).isZero();
	}

	@Test
	void offMeansThatNothingIsWatched() throws InterruptedException {
		restart("tracing.stacks.slower-than=0");
		Endpoints endpoints = endpoints();
		Thread client = get("/slow");
		assertThat(endpoints.entered.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(requests().watched()).isZero();
		endpoints.released.countDown();
		client.join();
		Waiting.await(() -> store().stats().traces() == 1, () -> "a trace, but there is none");
		assertThat(store().changedSince(0, 10).get(0).stacks()).isEmpty();
		assertThat(threads()).isZero();
	}

	@Test
	void withoutThePageThereIsNothing() {
		restart("tracing.ui.enabled=false");
		assertThat(this.context.getBeanNamesForType(SlowRequests.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(StackSampler.class)).isEmpty();
		assertThat(this.context.containsBean("tracingHandlerReturn")).isFalse();
		assertThat(new Http(port()).get("/fast").body()).isEqualTo("fast");
	}

	@Test
	void itIsOnDuringDevelopmentOnly() {
		assertThat(limitWith(Map.of())).hasSeconds(1);
		assertThat(limitWith(Map.of("spring.profiles.active", "prod"))).isZero();
	}

	private static Duration limitWith(Map<String, String> properties) {
		try (ConfigurableApplicationContext other = run(properties)) {
			return other.getBean(SlowRequests.class).limit();
		}
	}

	@Test
	void theLimitChangesWhileRequestsRun() throws InterruptedException {
		restart("tracing.stacks.slower-than=1h");
		Endpoints endpoints = endpoints();
		Thread client = get("/slow");
		assertThat(endpoints.entered.await(30, TimeUnit.SECONDS)).isTrue();
		Changes changes = this.context.getBean(Changes.class);
		changes.apply(Map.of("tracing.stacks.slower-than", "20ms", "tracing.stacks.interval", "2ms"), "a test");
		endpoints.awaitSamples(requests());
		endpoints.released.countDown();
		client.join();
		assertThat(awaitStacks().intervalNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> changes.apply(Map.of("tracing.stacks.interval", "0"), "a test"));
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> changes.apply(Map.of("tracing.stacks.slower-than", "soon"), "a test"));
		assertThat(requests().limit()).hasMillis(20);
	}

	@Test
	void onlySomeRequestsAreSampledAtOnce() throws InterruptedException {
		Endpoints endpoints = endpoints();
		List<Thread> clients = new ArrayList<>();
		int many = StackSampler.MOST_REQUESTS + 8;
		for (int i = 0; i < many; i++) {
			clients.add(get("/slow"));
		}
		Waiting.await(() -> requests().slow() == many,
				() -> many + " slow requests, but there are " + requests().slow());
		endpoints.awaitSamples(requests());
		endpoints.released.countDown();
		for (Thread client : clients) {
			client.join();
		}
		awaitNoThread();
		Waiting.await(() -> store().stats().traces() == many, () -> "all traces, but there are " + store().stats());
		assertThat(store().changedSince(0, 100)).filteredOn((trace) -> !trace.stacks().isEmpty())
			.hasSizeBetween(1, StackSampler.MOST_REQUESTS);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aVirtualThreadIsSampledAsWell() throws InterruptedException {
		restart("spring.threads.virtual.enabled=true");
		Endpoints endpoints = endpoints();
		Thread client = get("/slow");
		endpoints.awaitSamples(requests());
		endpoints.released.countDown();
		client.join();
		assertSampled(awaitStacks(), "priceEachItem", "slow");
		awaitNoThread();
	}

	/** The first samples may be of a request that has not reached its method yet. */
	private static void assertSampled(StackSamples stacks, String... methods) {
		assertThat(stacks.samples()).anySatisfy(
				(sample) -> assertThat(sample.frames()).extracting(StackTraceElement::getMethodName).contains(methods));
	}

	private Thread get(String path) {
		Http http = new Http(port());
		Thread client = new Thread(() -> http.get(path), "client");
		client.start();
		return client;
	}

	private int port() {
		return Integer.parseInt(Objects.requireNonNull(this.context.getEnvironment().getProperty("local.server.port")));
	}

	private Endpoints endpoints() {
		return this.context.getBean(Endpoints.class);
	}

	private TraceStore store() {
		return this.context.getBean(TraceStore.class);
	}

	private SlowRequests requests() {
		return this.context.getBean(SlowRequests.class);
	}

	private StackSamples awaitStacks() {
		Waiting.await(() -> store().changedSince(0, 10).stream().anyMatch((trace) -> !trace.stacks().isEmpty()),
				() -> "a trace with samples, but there is none");
		return store().changedSince(0, 10)
			.stream()
			.flatMap((trace) -> trace.stacks().stream())
			.findFirst()
			.orElseThrow();
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(StackSampler.THREAD))
			.count();
	}

	private static void awaitNoThread() {
		Waiting.await(() -> threads() == 0, () -> "no thread that samples, but there is one");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Application {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		Endpoints endpoints() {
			return new Endpoints();
		}

	}

	@RestController
	static class Endpoints {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			priceEachItem();
			return "slow";
		}

		@GetMapping("/failing")
		String failing() throws InterruptedException {
			priceEachItem();
			throw new IllegalStateException("failed");
		}

		@GetMapping("/fast")
		String fast() {
			return "fast";
		}

		/**
		 * The thread of the task is not that of a dispatch; the one that writes the
		 * response is.
		 */
		@GetMapping("/async")
		Callable<Object> async() {
			return this::inBackground;
		}

		private Object inBackground() {
			return new Object() {

				public String getText() throws InterruptedException {
					return toString();
				}

				@Override
				public String toString() {
					try {
						priceEachItem();
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
					return "text";
				}

			};
		}

		private void priceEachItem() throws InterruptedException {
			this.entered.countDown();
			assertThat(this.released.await(30, TimeUnit.SECONDS)).isTrue();
		}

		void awaitSamples(SlowRequests requests) throws InterruptedException {
			assertThat(this.entered.await(30, TimeUnit.SECONDS)).isTrue();
			int before = requests.sampled();
			Waiting.await(() -> requests.sampled() >= before + 3, () -> "samples, but there are " + requests.sampled());
		}

	}

}
