package io.github.tracingstarter.instrument.method;

import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.context.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A call of a method that a property names, and that does nearly nothing.
 */
public class MethodBenchmark extends HotPathBenchmark {

	@Param
	public Tracing tracing;

	private Counter counter;

	private BenchmarkApplication application;

	private Scope request;

	@Setup
	public void start() {
		this.application = (this.tracing == Tracing.DROPPED) ? BenchmarkApplication.start(0.0)
				: BenchmarkApplication.start(1.0);
		this.counter = switch (this.tracing) {
			case UNTRACED -> new Counter();
			case PROXIED -> proxied();
			default -> traced();
		};
		this.request = this.application.enterRequest();
		this.counter.add(1);
		if (this.tracing == Tracing.OFF) {
			this.application.change("tracing.methods.enabled", "false");
		}
	}

	/**
	 * As other advice of Spring makes it.
	 */
	private static Counter proxied() {
		ProxyFactory factory = new ProxyFactory(new Counter());
		factory.setProxyTargetClass(true);
		return (Counter) factory.getProxy();
	}

	private Counter traced() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("benchmark", Map.of("tracing.methods.include", "MethodBenchmark$Counter",
					"tracing.methods.min-duration", (this.tracing == Tracing.SHORT) ? "1h" : "0")));
		MethodPostProcessor processor = new MethodPostProcessor(this.application.provider(Spans.class),
				this.application.provider(TracingReport.class));
		processor.setEnvironment(environment);
		return (Counter) processor.postProcessAfterInitialization(new Counter(), "counter");
	}

	@TearDown
	public void stop() {
		this.request.close();
		this.application.close();
	}

	@Benchmark
	public int call() {
		return this.counter.add(1);
	}

	/**
	 * What happens to the call.
	 */
	public enum Tracing {

		/** It is one of the object itself. */
		UNTRACED,

		/** It passes a proxy without advice. */
		PROXIED,

		/** It is made in a request that is recorded. */
		SAMPLED,

		/** As above, and it is too short for a span. */
		SHORT,

		/** It is made in a request that sampling dropped. */
		DROPPED,

		/** The instrumentation has been turned off. */
		OFF

	}

	static class Counter {

		private int value;

		public int add(int amount) {
			this.value += amount;
			return this.value;
		}

	}

}
