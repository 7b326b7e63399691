package io.github.tracingstarter.instrument.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trace in the operators of Reactor.
 */
class ReactorTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(ReactorTracingAutoConfiguration.class));

	@Test
	void operatorsSeeTheTraceOfTheirSubscriberOnAllThreads() {
		this.runner.run((context) -> observed(context, (trace) -> {
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			Mono<String> work = Mono.defer(() -> {
				seen.add("defer " + current());
				return Mono.just(1);
			})
				.map((value) -> seen.add("map " + current()))
				.publishOn(Schedulers.parallel())
				.map((value) -> seen.add("published " + current()))
				.flatMap((value) -> Mono.fromCallable(() -> seen.add("callable " + current()))
					.subscribeOn(Schedulers.boundedElastic()))
				.filter((value) -> seen.add("filter " + current()))
				.delayElement(Duration.ofMillis(2))
				.doOnNext((value) -> seen.add("delayed " + current()))
				.flatMap((value) -> Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> 1,
						CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS))))
				.doOnNext((value) -> seen.add("future " + current()))
				.flatMap((value) -> Mono.<String>create((sink) -> {
					seen.add("create " + current());
					new Thread(() -> sink.success("done")).start();
				}))
				.doFinally((signal) -> seen.add("finally " + current()))
				.doOnNext((value) -> seen.add("created " + current()));
			assertThat(within(trace, work)).isEqualTo("done");
			Waiting.await(() -> seen.size() == 10, () -> "ten lines in " + seen);
			assertThat(seen).allSatisfy((line) -> assertThat(line).endsWith(" " + trace.id()));
		}));
	}

	@Test
	void blockingCodeKeepsItsTrace() {
		this.runner.run((context) -> inSpan(context, (id) -> {
			List<String> seen = Mono.fromCallable(ReactorTests::current)
				.subscribeOn(Schedulers.boundedElastic())
				.flatMap((first) -> Mono.delay(Duration.ofMillis(1)).map((tick) -> List.of(first, current())))
				.block();
			assertThat(seen).containsExactly(id, id);
			assertThat(current()).isEqualTo(id);
		}));
	}

	@Test
	void taskThatIsHandedToASchedulerByHandKeepsItsTraceUnlessItIsRepeated() {
		this.runner.run((context) -> inSpan(context, (id) -> {
			Map<String, List<String>> seen = new ConcurrentHashMap<>();
			Function<String, Runnable> task = (
					name) -> () -> seen.computeIfAbsent(name, (key) -> new CopyOnWriteArrayList<>()).add(current());
			for (Scheduler scheduler : List.of(Schedulers.parallel(), Schedulers.boundedElastic(),
					Schedulers.single())) {
				seen.clear();
				Scheduler.Worker worker = scheduler.createWorker();
				scheduler.schedule(task.apply("once"));
				scheduler.schedule(task.apply("later"), 1, TimeUnit.MILLISECONDS);
				worker.schedule(task.apply("by a worker"));
				Disposable repeated = scheduler.schedulePeriodically(task.apply("repeated"), 0, 1,
						TimeUnit.MILLISECONDS);
				worker.schedulePeriodically(task.apply("repeated by a worker"), 0, 1, TimeUnit.MILLISECONDS);
				Waiting.await(() -> seen.size() == 5 && seen.get("repeated").size() > 2,
						() -> "all tasks to run: " + seen);
				repeated.dispose();
				worker.dispose();
				assertThat(seen.get("once")).containsExactly(id);
				assertThat(seen.get("later")).containsExactly(id);
				assertThat(seen.get("by a worker")).containsExactly(id);
				assertThat(seen.get("repeated")).containsOnly("none");
				assertThat(seen.get("repeated by a worker")).containsOnly("none");
			}
			Schedulers.immediate().schedule(task.apply("at once"));
			assertThat(seen.get("at once")).containsExactly(id);
		}));
	}

	@Test
	void streamKeepsItsTraceAndItsElements() {
		this.runner.run((context) -> observed(context, (trace) -> {
			List<String> wrong = Collections.synchronizedList(new ArrayList<>());
			Long sum = within(trace,
					Flux.range(1, 2000)
						.map((value) -> value + 1)
						.filter((value) -> value % 2 == 0)
						.publishOn(Schedulers.parallel())
						.concatMap((value) -> (value % 500 == 0) ? Mono.just(value).delayElement(Duration.ofMillis(1))
								: Mono.just(value))
						.groupBy((value) -> value % 3)
						.flatMap((group) -> group.publishOn(Schedulers.parallel()).map((value) -> {
							if (!trace.id().equals(current())) {
								wrong.add(current());
							}
							return value;
						}))
						.parallel(2)
						.runOn(Schedulers.parallel())
						.map((value) -> (long) value)
						.sequential()
						.reduce(0L, Long::sum));
			assertThat(sum)
				.isEqualTo(IntStream.rangeClosed(2, 2001).filter((value) -> value % 2 == 0).asLongStream().sum());
			assertThat(wrong).isEmpty();
		}));
	}

	/**
	 * The first subscriber creates the value for the others.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void sharedMonoGoesOnInTheTraceOfEachSubscriber(boolean automatic) {
		this.runner.run((context) -> {
			if (automatic) {
				Hooks.enableAutomaticContextPropagation();
			}
			try {
				for (Function<Mono<Long>, Mono<Long>> sharing : List.<Function<Mono<Long>, Mono<Long>>>of(Mono::cache,
						(mono) -> mono.cache(Duration.ofSeconds(10)), Mono::share,
						(mono) -> mono.flux().replay(1).autoConnect().next(),
						(mono) -> mono.flux().publish().autoConnect(4).next())) {
					Mono<Long> shared = sharing.apply(Mono.delay(Duration.ofMillis(50)));
					List<Trace> traces = IntStream.range(0, 4).mapToObj((i) -> Trace.start(context)).toList();
					List<Mono<String>> work = traces.stream()
						.map((trace) -> shared.map((tick) -> current())
							.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, trace.observation)))
						.toList();
					List<String> seen = Flux.mergeSequential(work).collectList().block();
					assertThat(seen).containsExactlyElementsOf(traces.stream().map(Trace::id).toList());
					traces.forEach((trace) -> trace.observation.stop());
				}
			}
			finally {
				if (automatic) {
					Hooks.disableAutomaticContextPropagation();
				}
			}
		});
	}

	@Test
	void whatIsRepeatedForNobodyIsInNoTrace() {
		this.runner.run((context) -> {
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			List<Disposable> running = new ArrayList<>();
			inSpan(context, (id) -> {
				running.add(Flux.interval(Duration.ofMillis(2))
					.onBackpressureDrop()
					.flatMap((tick) -> Mono.delay(Duration.ofMillis(1)))
					.subscribe((tick) -> seen.add(current())));
				running
					.add(Mono.delay(Duration.ofMillis(2)).doOnNext((tick) -> seen.add(current())).repeat().subscribe());
			});
			Waiting.await(() -> seen.size() > 20, () -> "more than " + seen);
			running.forEach(Disposable::dispose);
			assertThat(seen).containsOnly("none");
		});
	}

	@Test
	void whatRunsOnceKeepsItsTrace() {
		this.runner.run((context) -> {
			CompletableFuture<String> seen = new CompletableFuture<>();
			inSpan(context, (id) -> {
				Mono.delay(Duration.ofMillis(5)).map((tick) -> current()).subscribe(seen::complete);
				assertThat(get(seen)).isEqualTo(id);
			});
		});
	}

	@Test
	void whatIsRepeatedForSomebodyIsInTheirTrace() {
		this.runner.run((context) -> {
			Flux<String> ticks = Flux.interval(Duration.ofMillis(2))
				.onBackpressureDrop()
				.map((tick) -> current())
				.take(3);
			observed(context, (trace) -> assertThat(within(trace, ticks.collectList())).containsExactly(trace.id(),
					trace.id(), trace.id()));
			inSpan(context, (id) -> assertThat(ticks.collectList().block()).containsExactly(id, id, id));
		});
	}

	@Test
	void emitterOfASinkDoesNotDecideTheTraceOfItsSubscribers() {
		this.runner.run((context) -> {
			Sinks.Many<Integer> sink = Sinks.many().multicast().onBackpressureBuffer();
			CompletableFuture<String> seen = new CompletableFuture<>();
			observed(context, (trace) -> {
				Disposable subscription = sink.asFlux()
					.map((value) -> value + 1)
					.doOnNext((value) -> seen.complete(current()))
					.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, trace.observation))
					.subscribe();
				inSpan(context, (id) -> sink.tryEmitNext(1));
				assertThat(get(seen)).isEqualTo(trace.id());
				subscription.dispose();
			});
		});
	}

	/**
	 * Like a retry after a call.
	 */
	@Test
	void whatComesAfterAnObservationIsNotInItsTrace() {
		this.runner.run((context) -> {
			Trace inner = Trace.start(context);
			List<String> seen = Mono.delay(Duration.ofMillis(1))
				.flatMap((tick) -> Mono.fromCallable(ReactorTests::current))
				.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, inner.observation))
				.map((within) -> List.of(within, current()))
				.block();
			assertThat(seen).containsExactly(inner.id(), "none");
			inner.observation.stop();
		});
	}

	@Test
	void exceptionsPassUnchanged() {
		this.runner.run((context) -> observed(context, (trace) -> {
			IllegalStateException failure = new IllegalStateException("boom");
			assertThat(within(trace, Mono.delay(Duration.ofMillis(1)).<String>flatMap((tick) -> {
				throw failure;
			}).onErrorResume((error) -> Mono.just(current() + (error == failure))))).isEqualTo(trace.id() + true);
		}));
	}

	@Test
	void offByItsKeyAndWithTheApplication() {
		this.runner.withPropertyValues("tracing.reactor.enabled=false").run((context) -> observed(context, (trace) -> {
			String seen = within(trace, Mono.delay(Duration.ofMillis(1)).map((tick) -> current()));
			assertThat(seen).isEqualTo("none");
		}));
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(Mono.just(1).publishOn(Schedulers.parallel()).getClass().getSimpleName())
			.isEqualTo("MonoSubscribeOnValue");
	}

	private static <T> T within(Trace trace, Mono<T> work) {
		return work.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, trace.observation)).block();
	}

	private static String current() {
		Span span = Span.current();
		return span.getSpanContext().isValid() ? span.getSpanContext().getTraceId() : "none";
	}

	private static String get(CompletableFuture<String> seen) {
		return seen.orTimeout(10, TimeUnit.SECONDS).join();
	}

	private static void observed(ApplicationContext context, Check<Trace> check) throws Exception {
		Trace trace = Trace.start(context);
		try {
			check.test(trace);
		}
		finally {
			trace.observation.stop();
		}
	}

	private static void inSpan(ApplicationContext context, Check<String> check) throws Exception {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("around").startSpan();
		Scope scope = span.makeCurrent();
		try {
			check.test(span.getSpanContext().getTraceId());
		}
		finally {
			scope.close();
			span.end();
		}
	}

	private interface Check<T> {

		void test(T trace) throws Exception;

	}

	private record Trace(Observation observation) {

		static Trace start(ApplicationContext context) {
			return new Trace(Observation.start("test", context.getBean(ObservationRegistry.class)));
		}

		String id() {
			TracingContext tracing = this.observation.getContextView().get(TracingContext.class);
			return tracing.getSpan().context().traceId();
		}

	}

}
