package io.github.tracingstarter.instrument.annotation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.tracingstarter.instrument.context.ContextTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.ContinueSpan;
import io.micrometer.tracing.annotation.NewSpan;
import io.micrometer.tracing.annotation.NewSpanParser;
import io.micrometer.tracing.annotation.SpanTag;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.annotations.AddingSpanAttributes;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Annotated methods, without AspectJ unless it is asked for.
 */
class AnnotationTests {

	private static final String TYPE = Service.class.getName();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(AnnotationTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void newSpanIsASpanBelowItsCaller() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).newSpan());
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL new-span\n    INTERNAL inside\n");
			assertThat(RecordedSpans.attributes(spans.named("new-span")))
				.containsExactly(entry("code.function.name", TYPE + ".newSpan"));
		});
	}

	@Test
	void newSpanHasTheNameAndTheTagsThatItsAnnotationsSay() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).named("book", 3));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL buy something\n    INTERNAL inside\n");
			assertThat(RecordedSpans.attributes(spans.named("buy something")))
				.containsOnly(entry("code.function.name", TYPE + ".named"), entry("item", "book"), entry("twice", "6"));
		});
	}

	@Test
	void theApplicationsOwnNamingNamesSpans() {
		this.runner
			.withBean(NewSpanParser.class, () -> (invocation, newSpan, span) -> span.name("its own").tag("a", "b"))
			.run((context) -> {
				RecordedSpans spans = call(context, () -> context.getBean(Service.class).newSpan());
				assertThat(RecordedSpans.attributes(spans.named("its own"))).containsEntry("a", "b");
			});
	}

	@Test
	void continueSpanAddsToTheSpanOfItsCaller() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).continued("book"));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL inside\n");
			SpanData caller = spans.named("caller");
			assertThat(RecordedSpans.attributes(caller)).containsExactly(entry("item", "book"));
			assertThat(caller.getEvents()).extracting(EventData::getName).containsExactly("sale.before", "sale.after");
		});
	}

	@Test
	void continueSpanWithoutACallerIsASpan() {
		this.runner.run((context) -> {
			context.getBean(Service.class).continued("book");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL continued\n  INTERNAL inside\n");
		});
	}

	@Test
	void observedIsASpanAndKeepsItsMetrics() {
		MeterRegistry meters = new SimpleMeterRegistry();
		this.runner.withBean(DefaultMeterObservationHandler.class, () -> new DefaultMeterObservationHandler(meters))
			.run((context) -> {
				RecordedSpans spans = call(context, () -> context.getBean(Service.class).observed());
				assertThat(spans.tree())
					.isEqualTo("INTERNAL caller\n  INTERNAL Service#observed\n    INTERNAL inside\n");
				assertThat(RecordedSpans.attributes(spans.named("Service#observed")))
					.containsOnly(entry("code.function.name", TYPE + ".observed"), entry("shelf", "top"));
				assertThat(meters.get("sales")
					.tags("class", TYPE, "method", "observed", "shelf", "top", "error", "none")
					.timer()
					.count()).isEqualTo(1);
			});
	}

	@Test
	void anObservedClassHasEachPublicMethodObserved() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> {
				context.getBean(ObservedService.class).first();
				context.getBean(ObservedService.class).second();
			});
			assertThat(spans.tree())
				.isEqualTo("INTERNAL caller\n  INTERNAL ObservedService#first\n  INTERNAL the second\n");
		});
	}

	@Test
	void withSpanIsASpanWithTheAttributesOfItsParameters() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).withSpan("book", 3, 1.5, true));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL Service.withSpan\n    INTERNAL inside\n");
			assertThat(RecordedSpans.attributes(spans.named("Service.withSpan"))).containsOnly(
					entry("code.function.name", TYPE + ".withSpan"), entry("item", "book"), entry("number", 3L),
					entry("price", 1.5), entry("gift", true));
		});
	}

	@Test
	void withSpanKnowsItsKindAndNeedsNoParent() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).client());
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\nCLIENT ask\n");
		});
	}

	@Test
	void attributesAreAddedToTheSpanOfTheCaller() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).adding("book"));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n");
			assertThat(RecordedSpans.attributes(spans.named("caller"))).containsExactly(entry("item", "book"));
			context.getBean(Service.class).adding("nobody's");
		});
	}

	@Test
	void aFailureIsRecordedAndPassesUnchanged() {
		this.runner.run((context) -> {
			IllegalStateException mine = new IllegalStateException("mine");
			Service service = context.getBean(Service.class);
			RecordedSpans spans = call(context, () -> {
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.failing(mine))
					.isSameAs(mine);
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.observedFailing(mine))
					.isSameAs(mine);
			});
			for (String name : new String[] { "failing", "Service#observedFailing" }) {
				assertThat(spans.named(name).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
				assertThat(spans.named(name).getAttributes().get(AttributeKey.stringKey("error.type")))
					.isEqualTo("java.lang.IllegalStateException");
			}
		});
	}

	@Test
	void aSpanEndsWithTheFutureThatTheMethodReturned() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			RecordedSpans recorded = context.getBean(RecordedSpans.class);
			CompletableFuture<String> future = new CompletableFuture<>();
			assertThat(service.future(future)).isSameAs(future);
			CompletableFuture<String> broken = new CompletableFuture<>();
			assertThat(service.observedFuture(broken)).isSameAs(broken);
			assertThat(recorded.all()).isEmpty();
			future.complete("done");
			broken.completeExceptionally(new IllegalStateException("broken"));
			recorded.await(2);
			assertThat(recorded.named("future").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(recorded.named("Service#observedFuture").getStatus().getStatusCode())
				.isEqualTo(StatusCode.ERROR);
		});
	}

	@Test
	void aSpanEndsWithWhatIsPublished() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			RecordedSpans spans = call(context, () -> {
				assertThat(service.mono().block()).isEqualTo("done");
				assertThat(service.observedFlux().collectList().block()).containsExactly(1, 2);
				service.never().subscribe().dispose();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL mono
					    INTERNAL inside
					  INTERNAL Service#observedFlux
					    INTERNAL inside
					  INTERNAL Service.never
					""");
		});
	}

	@Test
	void anAsynchronousMethodHasItsSpanOnItsThread() {
		this.runner.withConfiguration(AutoConfigurations.of(ContextTracingAutoConfiguration.class))
			.withUserConfiguration(Asynchronous.class)
			.run((context) -> {
				RecordedSpans spans = call(context,
						() -> assertThat(context.getBean(AsynchronousService.class).work().join()).startsWith("work-"));
				assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL work\n");
			});
	}

	@Test
	void aClassWithAFinalMethodIsLeftAloneAndNamed() {
		this.runner.run((context) -> {
			FinalMethodService service = context.getBean(FinalMethodService.class);
			assertThat(service.name()).isEqualTo("finals");
			service.traced();
			assertThat(AopUtils.isAopProxy(service)).isFalse();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("annotations"))
				.extracting(TracingReport.Entry::subject, TracingReport.Entry::traced)
				.contains(tuple("service (Service)", true), tuple("finalMethodService (FinalMethodService)", false));
		});
	}

	@Test
	void aClassWithoutAnnotationsIsNotProxied() {
		this.runner.run((context) -> assertThat(context.getBean(Plain.class).getClass()).isEqualTo(Plain.class));
	}

	@Test
	void aCircleOfBeansHasOneProxy() {
		this.runner.withUserConfiguration(Circle.class).withAllowCircularReferences(true).run((context) -> {
			Left left = context.getBean(Left.class);
			assertThat(context.getBean(Right.class).left).isSameAs(left);
			RecordedSpans spans = call(context, context.getBean(Right.class).left::traced);
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL traced\n");
		});
	}

	@Test
	void micrometersAspectsMakeTheSpansWhereTheyAreOn() {
		this.runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withPropertyValues("management.observations.annotations.enabled=true")
			.run((context) -> {
				RecordedSpans spans = call(context, () -> {
					context.getBean(Service.class).newSpan();
					context.getBean(Service.class).observed();
					context.getBean(Service.class).withSpan("book", 3, 1.5, true);
				});
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL caller
						  INTERNAL new-span
						    INTERNAL inside
						  INTERNAL Service#observed
						    INTERNAL inside
						  INTERNAL Service.withSpan
						    INTERNAL inside
						""");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.annotations.enabled=false", "management.observations.annotations.enabled=false" })
	void offByItsKey(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context.getBean(Service.class).getClass()).isEqualTo(Service.class);
			RecordedSpans spans = call(context, () -> context.getBean(Service.class).newSpan());
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL inside\n");
		});
	}

	private static RecordedSpans call(ApplicationContext context, Runnable call) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		Span caller = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		try (Scope scope = caller.makeCurrent()) {
			assertThat(scope).isNotNull();
			call.run();
		}
		finally {
			caller.end();
		}
		spans.await(1);
		return spans;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Service service(OpenTelemetry openTelemetry) {
			return new Service(openTelemetry);
		}

		@Bean
		ObservedService observedService() {
			return new ObservedService();
		}

		@Bean
		FinalMethodService finalMethodService() {
			return new FinalMethodService();
		}

		@Bean
		Plain plain() {
			return new Plain();
		}

	}

	static class Plain {

	}

	static class Service {

		private final OpenTelemetry openTelemetry;

		Service(OpenTelemetry openTelemetry) {
			this.openTelemetry = openTelemetry;
		}

		@NewSpan
		public void newSpan() {
			inside();
		}

		@NewSpan("buy something")
		public void named(@SpanTag("item") String item,
				@SpanTag(key = "twice", expression = "#root * 2") Integer number) {
			assertThat(item).hasSize(3 + number - 2);
			inside();
		}

		@ContinueSpan(log = "sale")
		public void continued(@SpanTag("item") String item) {
			assertThat(item).isNotNull();
			inside();
		}

		@Observed(name = "sales", lowCardinalityKeyValues = { "shelf", "top" })
		public void observed() {
			inside();
		}

		@WithSpan
		public void withSpan(@SpanAttribute("item") String item, @SpanAttribute int number,
				@SpanAttribute("price") double price, @SpanAttribute("gift") boolean gift) {
			assertThat(Map.of(item, number, price, gift)).hasSize(2);
			inside();
		}

		@WithSpan(value = "ask", kind = SpanKind.CLIENT, inheritContext = false)
		public void client() {
		}

		@AddingSpanAttributes
		public void adding(@SpanAttribute("item") String item) {
			assertThat(item).isNotNull();
		}

		@NewSpan
		public void failing(RuntimeException failure) {
			throw failure;
		}

		@Observed
		public void observedFailing(RuntimeException failure) {
			throw failure;
		}

		@NewSpan
		public CompletableFuture<String> future(CompletableFuture<String> future) {
			return future;
		}

		@Observed
		public CompletableFuture<String> observedFuture(CompletableFuture<String> future) {
			return future;
		}

		@NewSpan
		public Mono<String> mono() {
			return Mono.fromCallable(this::inside).delayElement(Duration.ofMillis(1));
		}

		@Observed
		public Flux<Integer> observedFlux() {
			return Flux.defer(() -> {
				inside();
				return Flux.just(1, 2);
			});
		}

		@WithSpan
		public Mono<String> never() {
			return Mono.never();
		}

		private String inside() {
			this.openTelemetry.getTracer("test").spanBuilder("inside").startSpan().end();
			return "done";
		}

	}

	@Observed
	static class ObservedService {

		public void first() {
		}

		@Observed(contextualName = "the second")
		public void second() {
		}

	}

	static class FinalMethodService {

		private final String name = "finals";

		public final String name() {
			return this.name.toLowerCase(java.util.Locale.ROOT);
		}

		@NewSpan
		public void traced() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

		@Bean
		Executor taskExecutor() {
			return new SimpleAsyncTaskExecutor("work-");
		}

		@Bean
		AsynchronousService asynchronousService() {
			return new AsynchronousService();
		}

	}

	static class AsynchronousService {

		@Async
		@NewSpan
		public CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Circle {

		@Bean
		Left left() {
			return new Left();
		}

		@Bean
		Right right() {
			return new Right();
		}

	}

	static class Left {

		@Autowired
		private Right right;

		@NewSpan
		public void traced() {
			assertThat(this.right).isNotNull();
		}

	}

	static class Right {

		@Autowired
		private Left left;

	}

}
