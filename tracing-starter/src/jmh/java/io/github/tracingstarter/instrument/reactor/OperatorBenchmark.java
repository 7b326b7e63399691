package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The cost of the operators of a request, assembled and subscribed to within an
 * observation, as in a server.
 */
public class OperatorBenchmark extends HotPathBenchmark {

	@Param
	public Propagation propagation;

	private BenchmarkApplication application;

	private Observation request;

	@Setup
	public void start() {
		this.application = BenchmarkApplication.start(1.0);
		this.request = Observation.start("request", this.application.observations());
		switch (this.propagation) {
			case STARTER -> OperatorHook.install();
			case AUTOMATIC -> Hooks.enableAutomaticContextPropagation();
			case NONE -> {
			}
		}
	}

	@TearDown
	public void stop() {
		switch (this.propagation) {
			case STARTER -> OperatorHook.remove();
			case AUTOMATIC -> Hooks.disableAutomaticContextPropagation();
			case NONE -> {
			}
		}
		this.request.stop();
		this.application.close();
	}

	/**
	 * Like a trivial handler: filters, a handler, its result.
	 * @return the result
	 */
	@Benchmark
	public Object onOneThread() {
		return within(Mono.defer(() -> Mono.just(1).map((value) -> value + 1))
			.flatMap((value) -> Mono.defer(() -> Mono.just(value)))
			.switchIfEmpty(Mono.error(IllegalStateException::new))
			.flatMap((value) -> Mono.just(value).then(Mono.fromCallable(() -> value + 1)))
			.onErrorResume(IllegalArgumentException.class, (error) -> Mono.just(0))
			.doOnNext((value) -> {
			})
			.flatMap((value) -> Mono.just(value).filter((number) -> number > 0))
			.defaultIfEmpty(0)
			.then(Mono.defer(() -> Mono.just("done"))));
	}

	/**
	 * Like a handler that calls blocking code.
	 * @return the result
	 */
	@Benchmark
	public Object onAnotherThread() {
		return within(Mono.fromCallable(() -> 1)
			.subscribeOn(Schedulers.boundedElastic())
			.map((value) -> value + 1)
			.publishOn(Schedulers.parallel())
			.flatMap((value) -> Mono.just(value + 1)));
	}

	/**
	 * Like a stream that arrives on another thread.
	 * @return the result
	 */
	@Benchmark
	public Object thousandElementsOnAnotherThread() {
		return within(Flux.range(0, 1000)
			.publishOn(Schedulers.parallel())
			.concatMap((value) -> Mono.just(value + 1))
			.collectList());
	}

	/**
	 * Like a stream of rows.
	 * @return the result
	 */
	@Benchmark
	public Object thousandElements() {
		return within(Flux.range(0, 1000)
			.map((value) -> value + 1)
			.concatMap((value) -> Mono.just(value + 1))
			.filter((value) -> value % 2 == 0)
			.collectList());
	}

	/**
	 * A server defers its filters, and with them everything that they subscribe to.
	 */
	private Object within(Mono<?> work) {
		return Mono.defer(() -> work)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, this.request))
			.block();
	}

	/**
	 * How the trace gets from operator to operator.
	 */
	public enum Propagation {

		/** Not at all. */
		NONE,

		/** As in the starter. */
		STARTER,

		/** As in Reactor. */
		AUTOMATIC

	}

}
