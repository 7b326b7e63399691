package io.github.tracingstarter.instrument.method;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.instrument.annotation.AnnotationTracingAutoConfiguration;
import io.github.tracingstarter.instrument.context.ContextTracingAutoConfiguration;
import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.ContinueSpan;
import io.micrometer.tracing.annotation.NewSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Methods that properties name.
 */
@ExtendWith(OutputCaptureExtension.class)
class MethodTests {

	private static final String HERE = MethodTests.class.getPackageName();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(
				AutoConfigurations.of(MethodTracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("tracing.methods.include=" + HERE + ".**", "tracing.methods.exclude=*Orders#exclu*");

	@Test
	void methodIsASpanBelowItsCaller() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Orders.class).find());
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.find
					    INTERNAL Stock.count
					""");
			assertThat(RecordedSpans.attributes(spans.named("Orders.find")))
				.containsExactly(entry("code.function.name", Orders.class.getName() + ".find"));
		});
	}

	@Test
	void methodOutsideATraceBeginsOne() {
		this.runner.run((context) -> {
			context.getBean(Orders.class).find();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL Orders.find\n  INTERNAL Stock.count\n");
		});
	}

	@Test
	void nothingIsRecordedWhereSamplingDroppedTheTrace() {
		this.runner.withPropertyValues("management.tracing.sampling.probability=0.0").run((context) -> {
			context.getBean(Orders.class).find();
			assertThat(call(context, () -> context.getBean(Orders.class).find(), 0).all()).isEmpty();
		});
	}

	@Test
	void aFailureIsRecordedAndPassesUnchanged() {
		this.runner.run((context) -> {
			IllegalStateException mine = new IllegalStateException("mine");
			RecordedSpans spans = call(context,
					() -> assertThatExceptionOfType(IllegalStateException.class)
						.isThrownBy(() -> context.getBean(Orders.class).fail(mine))
						.isSameAs(mine));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL Orders.fail !\n");
			assertThat(RecordedSpans.attributes(spans.named("Orders.fail"))).containsOnly(
					entry("code.function.name", Orders.class.getName() + ".fail"),
					entry("error.type", "java.lang.IllegalStateException"));
			assertThat(spans.named("Orders.fail").getEvents()).extracting(EventData::getName)
				.containsExactly("exception");
		});
	}

	@Test
	void aSpanEndsWithWhatTheMethodReturned() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			CompletableFuture<String> future = new CompletableFuture<>();
			CompletableFuture<String> broken = new CompletableFuture<>();
			assertThat(orders.future(future)).isSameAs(future);
			assertThat(orders.future(broken)).isSameAs(broken);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.all()).isEmpty();
			future.complete("done");
			broken.completeExceptionally(new IllegalStateException("broken"));
			assertThat(spans.await(2)).extracting((span) -> span.getStatus().getStatusCode())
				.containsExactly(StatusCode.UNSET, StatusCode.ERROR);
			spans.clear();
			call(context, () -> {
				assertThat(orders.mono().block()).isEqualTo("done");
				assertThat(orders.flux().collectList().block()).containsExactly(1, 2);
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.mono
					    INTERNAL Stock.count
					  INTERNAL Orders.flux
					""");
		});
	}

	@Test
	void operatorsOfAMethodAreWithinItsSpanOnAllThreads() {
		this.runner.withConfiguration(AutoConfigurations.of(ReactorTracingAutoConfiguration.class)).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			RecordedSpans spans = call(context, () -> {
				assertThat(orders.later().block()).isEqualTo(3);
				assertThat(orders.annotatedLater().block()).isEqualTo(3);
				assertThat(orders.observedLater().block()).isEqualTo(3);
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.later
					    INTERNAL Stock.count
					  INTERNAL annotated-later
					    INTERNAL Stock.count
					  INTERNAL Orders#observedLater
					    INTERNAL Stock.count
					""");
		});
	}

	@Test
	@LeavesOpen(spans = { "Orders.find", "Stock.count", "Orders.future" })
	void aShortCallHasNoSpanButForWhatIsBelowIt() {
		this.runner.withPropertyValues("tracing.methods.min-duration=1h").run((context) -> {
			Orders orders = context.getBean(Orders.class);
			RecordedSpans spans = call(context, orders::find);
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n");
			spans.clear();
			call(context, orders::annotated);
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL annotated\n");
			spans.clear();
			call(context, () -> orders.within(orders::annotated));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.within
					    INTERNAL annotated
					""");
			spans.clear();
			call(context, () -> orders.within(() -> orders.within(() -> {
				orders.find();
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> orders.fail(new IllegalStateException()));
			})));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.within
					    INTERNAL Orders.within
					      INTERNAL Orders.fail !
					""");
			spans.clear();
			orders.future(CompletableFuture.completedFuture("done"));
			orders.find();
			assertThat(spans.all()).isEmpty();
		});
	}

	@Test
	@LeavesOpen(spans = { "Stock.count" })
	void aLongCallHasASpanAndTheShortOneBelowItHasNone() {
		this.runner.withPropertyValues("tracing.methods.min-duration=20ms").run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Orders.class).within(() -> {
				context.getBean(Stock.class).count();
				sleep();
			}));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL Orders.within\n");
		});
	}

	private static void sleep() {
		long start = System.nanoTime();
		while (System.nanoTime() - start < 25_000_000) {
			Thread.onSpinWait();
		}
	}

	@Test
	void offAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.methods.enabled",
				(isOn) -> context.getBean(Orders.class).within(() -> context.getBean(Orders.class).annotated()), """
						INTERNAL request
						  INTERNAL Orders.within
						    INTERNAL annotated
						""", "INTERNAL request\n  INTERNAL annotated\n"));
	}

	@Test
	void methodsAreExcludedWhileTheApplicationRuns() {
		this.runner.run((context) -> {
			LiveProperty exclude = property(context, "tracing.methods.exclude");
			assertThat(exclude.value()).isEqualTo("*Orders#exclu*");
			exclude.change("Stock, *Orders#exclu*");
			RecordedSpans spans = call(context, () -> context.getBean(Orders.class).find());
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL Orders.find\n");
			exclude.change("");
			spans.clear();
			call(context, () -> {
				context.getBean(Orders.class).find();
				// Excluded at the start, so that there is no advice.
				context.getBean(Orders.class).excluded();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL Orders.find
					    INTERNAL Stock.count
					""");
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> exclude.change("a(b)"));
			assertThat(exclude.value()).isEmpty();
		});
	}

	@Test
	@LeavesOpen(spans = { "Orders.find", "Stock.count" })
	void theMinimumDurationIsChangedWhileTheApplicationRuns() {
		this.runner.run((context) -> {
			LiveProperty duration = property(context, "tracing.methods.min-duration");
			assertThat(duration.value()).isEqualTo("0ms");
			duration.change("1h");
			assertThat(duration.value()).isEqualTo("3600000ms");
			assertThat(call(context, () -> context.getBean(Orders.class).find()).tree()).isEqualTo("INTERNAL caller\n");
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> duration.change("soon"));
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> duration.change("-1s"));
		});
	}

	private static LiveProperty property(ApplicationContext context, String key) {
		return context.getBeansOfType(LiveProperty.class)
			.values()
			.stream()
			.filter((each) -> each.key().equals(key))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aMethodThatHasASpanGetsNoSecondOne() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			RecordedSpans spans = call(context, () -> {
				orders.annotated();
				orders.withSpan();
				orders.observed();
				orders.continued();
				orders.scheduled();
				orders.excluded();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL annotated
					  INTERNAL Orders.withSpan
					  INTERNAL Orders#observed
					""");
			assertThat(AopUtils.isAopProxy(AopTestUtils.getTargetObject(orders))).isFalse();
		});
	}

	@Test
	void methodsOfSuperclassesAndInterfacesAreNamedByBoth() {
		this.runner.withUserConfiguration(Inheriting.class)
			.withPropertyValues("tracing.methods.include=Base#inherited, Named#nam*")
			.run((context) -> {
				RecordedSpans spans = call(context, () -> {
					context.getBean(Child.class).inherited();
					assertThat(context.getBean(Child.class).named("a")).isEqualTo("a");
					context.getBean(Child.class).own();
				});
				assertThat(spans.tree())
					.isEqualTo("INTERNAL caller\n  INTERNAL Child.inherited\n  INTERNAL Child.named\n");
			});
	}

	@Test
	void theSpanIsAroundTheTransactionAndOnTheThreadOfAnAsynchronousMethod() {
		this.runner
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					JdbcTemplateAutoConfiguration.class, JdbcTracingAutoConfiguration.class,
					ContextTracingAutoConfiguration.class))
			.withUserConfiguration(Transactions.class, Asynchronous.class)
			.withPropertyValues("spring.datasource.generate-unique-name=true",
					"tracing.methods.include=TransactionalOrders, AsynchronousOrders")
			.run((context) -> {
				TransactionalOrders orders = context.getBean(TransactionalOrders.class);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.clear();
				call(context, () -> {
					orders.place();
					assertThatExceptionOfType(IllegalStateException.class).isThrownBy(orders::fail);
					assertThat(context.getBean(AsynchronousOrders.class).work().join()).startsWith("work-");
				});
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL caller
						  INTERNAL TransactionalOrders.place
						    CLIENT INSERT t
						    CLIENT UPDATE t
						  INTERNAL TransactionalOrders.fail !
						    CLIENT INSERT t
						  INTERNAL AsynchronousOrders.work
						""");
				assertThat(context.getBean(JdbcTemplate.class).queryForList("SELECT name FROM t", String.class))
					.containsExactly("committing");
			});
	}

	@Test
	void nothingHasAProxyWhereNothingIsNamed() {
		this.runner.withPropertyValues("tracing.methods.include=").run((context) -> {
			assertThat(context.getBean(Stock.class).getClass()).isEqualTo(Stock.class);
			assertThat(call(context, () -> context.getBean(Orders.class).find()).tree()).isEqualTo("INTERNAL caller\n");
		});
	}

	@Test
	void offByItsKey() {
		this.runner.withPropertyValues("tracing.methods.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(MethodPostProcessor.class);
			assertThat(context.getBean(Stock.class).getClass()).isEqualTo(Stock.class);
		});
	}

	@Test
	void whatMakesOrConfiguresOthersIsLeftAlone() {
		this.runner.withUserConfiguration(Infrastructure.class)
			.withPropertyValues("tracing.methods.include=**")
			.run((context) -> {
				assertThat(AopUtils.isAopProxy(context.getBean(Infrastructure.class))).isFalse();
				assertThat(AopUtils.isAopProxy(context.getBean(Settings.class))).isFalse();
				assertThat(AopUtils.isAopProxy(context.getBean("ownExecutor"))).isFalse();
				assertThat(AopUtils.isAopProxy(context.getBean("lambda"))).isFalse();
				assertThat(context.getBean(Stock.class)).isInstanceOf(Advised.class);
				assertThat(context.getBean(RecordedSpans.class)).isExactlyInstanceOf(RecordedSpans.class);
			});
	}

	@Test
	void whatProxiesDoNotReachIsSaidOnce(CapturedOutput output) {
		this.runner.withUserConfiguration(Unreachable.class)
			.withPropertyValues("tracing.methods.include=" + HERE + ".*, *Helper#*, Nobody#*, com.nobody.**")
			.run((context) -> {
				assertThat(context.getBean(FinalService.class).work()).isEqualTo("final");
				assertThat(context.getBean(FinalMethodService.class).work()).isEqualTo("finals");
				assertThat(context.getBean(EqualService.class)).isEqualTo(new EqualService());
				context.getBean(Helper.class).first();
				assertThat(context.getBean(TracingReport.class).entries())
					.filteredOn((entry) -> entry.instrumentation().equals("methods"))
					.extracting(TracingReport.Entry::subject, TracingReport.Entry::traced)
					.containsOnlyOnce(tuple("orders (Orders)", true), tuple("finalService (FinalService)", false),
							tuple("helper (Helper)", true));
			});
		assertThat(output).containsOnlyOnce("No public method of a bean of the application matches "
				+ "tracing.methods.include=Nobody#*, com.nobody.**. For a package");
		assertThat(output.toString()
			.lines()
			.dropWhile((line) -> !line.contains("have no spans, or not always:"))
			.skip(1)
			.takeWhile((line) -> line.startsWith("  ")))
			.containsExactlyInAnyOrder("  FinalService: its class is final; remove 'final', or in Kotlin add 'open'",
					"  RecordService: it is a record, which is final; make it a class",
					"  FinalMethodService: its method name() is final, and would see the empty fields of a proxy; remove 'final'",
					"  EqualService: its class defines equals(), for which a proxy would answer; it is traced if it is behind a proxy already",
					"  Helper.hidden: it is not public, and only public methods of an object are called through a proxy",
					"  Helper.shared: it is static, and only public methods of an object are called through a proxy",
					"  Helper.second: first(), later() of the same object calls it directly, without a span; where that matters, move one of the two to another bean");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.methods.include=Orders.find", "tracing.methods.exclude=#",
			"tracing.methods.min-duration=-1s" })
	void aWrongValueStopsTheStart(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageStartingWith(property.substring(0, property.indexOf('=') + 1)));
	}

	private static RecordedSpans call(ApplicationContext context, Runnable call) {
		return call(context, call, 1);
	}

	private static RecordedSpans call(ApplicationContext context, Runnable call, int count) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		Span caller = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		try (Scope scope = caller.makeCurrent()) {
			assertThat(scope).isNotNull();
			call.run();
		}
		finally {
			caller.end();
		}
		spans.await(count);
		return spans;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Orders orders(Stock stock) {
			return new Orders(stock);
		}

		@Bean
		Stock stock() {
			return new Stock();
		}

	}

	static class Stock {

		public int count() {
			return 3;
		}

	}

	static class Orders {

		private final Stock stock;

		Orders(Stock stock) {
			this.stock = stock;
		}

		public int find() {
			return this.stock.count();
		}

		public void within(Runnable call) {
			call.run();
		}

		public void fail(RuntimeException failure) {
			throw failure;
		}

		public CompletableFuture<String> future(CompletableFuture<String> future) {
			return future;
		}

		public Mono<String> mono() {
			return Mono.fromCallable(this.stock::count).map((count) -> "done");
		}

		public Flux<Integer> flux() {
			return Flux.just(1, 2);
		}

		public Mono<Integer> later() {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> this.stock.count());
		}

		@NewSpan
		public Mono<Integer> annotatedLater() {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> this.stock.count());
		}

		@Observed
		public Mono<Integer> observedLater() {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> this.stock.count());
		}

		public void excluded() {
		}

		@NewSpan
		public void annotated() {
		}

		@WithSpan
		public void withSpan() {
		}

		@Observed
		public void observed() {
		}

		@ContinueSpan
		public void continued() {
		}

		@Scheduled(fixedDelay = 1)
		public void scheduled() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Inheriting {

		@Bean
		Child child() {
			return new Child();
		}

	}

	interface Named<T> {

		T named(T value);

	}

	static class Base {

		public void inherited() {
		}

	}

	static class Child extends Base implements Named<String> {

		@Override
		public String named(String value) {
			return value;
		}

		public void own() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Transactions {

		@Bean
		TransactionalOrders transactionalOrders(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE t (name VARCHAR(20))");
			return new TransactionalOrders(jdbc);
		}

	}

	static class TransactionalOrders {

		private final JdbcTemplate jdbc;

		TransactionalOrders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public void place() {
			this.jdbc.update("INSERT INTO t VALUES ('placed')");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					TransactionalOrders.this.jdbc.update("UPDATE t SET name = 'committing'");
				}

			});
		}

		@Transactional
		public void fail() {
			this.jdbc.update("INSERT INTO t VALUES ('failed')");
			throw new IllegalStateException("failed");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

		@Bean
		Executor workers() {
			return new SimpleAsyncTaskExecutor("work-");
		}

		@Bean
		AsynchronousOrders asynchronousOrders() {
			return new AsynchronousOrders();
		}

	}

	static class AsynchronousOrders {

		@Async("workers")
		public CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Infrastructure {

		@Bean
		Settings settings() {
			return new Settings();
		}

		@Bean
		OwnExecutor ownExecutor() {
			return new OwnExecutor();
		}

		@Bean
		Supplier<String> lambda() {
			return () -> "lambda";
		}

		@Bean
		public List<String> names() {
			return List.of("a");
		}

	}

	@ConfigurationProperties("test.settings")
	static class Settings {

		public String name() {
			return "name";
		}

	}

	static class OwnExecutor implements Executor {

		@Override
		public void execute(Runnable command) {
			command.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unreachable {

		@Bean
		FinalService finalService() {
			return new FinalService();
		}

		@Bean
		RecordService recordService() {
			return new RecordService("record");
		}

		@Bean
		FinalMethodService finalMethodService() {
			return new FinalMethodService();
		}

		@Bean
		EqualService equalService() {
			return new EqualService();
		}

		@Bean
		Helper helper() {
			return new Helper();
		}

	}

	static final class FinalService {

		public String work() {
			return "final";
		}

	}

	record RecordService(String name) {

	}

	static class FinalMethodService {

		private final String name = "finals";

		public final String name() {
			return this.name;
		}

		public String work() {
			return name();
		}

	}

	static class EqualService {

		public void work() {
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof EqualService;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static class Helper {

		private Helper proxy = this;

		public void first() {
			hidden(1);
			second("a", 2);
		}

		public String second(String a, int b) {
			return a + b;
		}

		public Supplier<String> later() {
			return () -> second("b", 3);
		}

		public void other() {
			this.proxy.second("c", 4);
		}

		void hidden(int value) {
			shared(value);
		}

		public static void shared(int value) {
			assertThat(value).isPositive();
		}

	}

}
