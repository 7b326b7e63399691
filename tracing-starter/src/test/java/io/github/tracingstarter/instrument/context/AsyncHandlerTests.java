package io.github.tracingstarter.instrument.context;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that continue a request on another thread, with each kind of executor: the one
 * that Boot creates, that of Spring MVC if an executor of the application makes Boot's
 * back off, and one of the JDK.
 */
class AsyncHandlerTests {

	@ParameterizedTest
	@CsvSource({ "/callable, boot=true", "/task, boot=true", "/stream, boot=true", "/callable, unused=true",
			"/task, unused=true", "/stream, unused=true", "/callable, own=true", "/task, own=true", "/stream, own=true",
			"/own-executor, unused=true" })
	void handlersOnAnotherThreadBelongToTheirRequest(String path, String property) throws Exception {
		try (ConfigurableApplicationContext context = run(property)) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(get(context, path)).isEqualTo("done");
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("SERVER GET %s\n  INTERNAL inside\n".formatted(path));
		}
	}

	@Test
	void anExecutorThatKnowsMoreIsBelieved() throws Exception {
		try (ConfigurableApplicationContext context = run("spans=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(get(context, "/callable")).isEqualTo("done");
			spans.await(3);
			assertThat(spans.tree())
				.isEqualTo("SERVER GET /callable\n  INTERNAL of the executor\n    INTERNAL inside\n");
		}
	}

	@Test
	void interceptorsOfTheApplicationSeeTheCallableAndTheTrace() throws Exception {
		try (ConfigurableApplicationContext context = run("unused=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			get(context, "/callable");
			spans.await(2);
			assertThat(context.getBean(Application.class).before.get(5, TimeUnit.SECONDS))
				.isEqualTo("Handler " + spans.named("GET /callable").getTraceId());
			assertThat(context.getBean(Application.class).after.get(5, TimeUnit.SECONDS))
				.isEqualTo("Handler " + spans.named("GET /callable").getTraceId());
		}
	}

	@Test
	void aThreadOfAPoolKeepsNothing() throws Exception {
		try (ConfigurableApplicationContext context = run("own=true")) {
			get(context, "/callable");
			assertThat(get(context, "/failing")).isEqualTo("500");
			ExecutorService jdk = context.getBean(ExecutorService.class);
			assertThat(jdk.submit(() -> Context.current() == Context.root()).get(5, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aTaskThatOutlivesItsRequestStaysInItsTrace() throws Exception {
		try (ConfigurableApplicationContext context = run("own=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(get(context, "/impatient")).isEqualTo("503");
			context.getBean(Handler.class).timedOut.countDown();
			spans.await(2);
			assertThat(spans.named("inside").getTraceId()).isEqualTo(spans.named("GET /impatient").getTraceId());
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return Caller.builder(Application.class).properties(properties).run();
	}

	private static String get(ConfigurableApplicationContext context, String path) throws Exception {
		URI uri = URI
			.create("http://localhost:%s%s".formatted(context.getEnvironment().getProperty("local.server.port"), path));
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		return (response.statusCode() == 200) ? response.body() : String.valueOf(response.statusCode());
	}

	/**
	 * Runs each task in a separate span, below the one that submitted it.
	 *
	 * @param openTelemetry creates the span
	 * @param pool runs the task
	 */
	private record SpanExecutor(OpenTelemetry openTelemetry, AsyncTaskExecutor pool) implements AsyncTaskExecutor {

		@Override
		public void execute(Runnable task) {
			Context parent = Context.current();
			this.pool.execute(() -> {
				Span span = this.openTelemetry.getTracer("test")
					.spanBuilder("of the executor")
					.setParent(parent)
					.startSpan();
				parent.with(span).wrap(task).run();
				span.end();
			});
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(
			excludeName = "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration")
	static class Application implements WebMvcConfigurer {

		private final CompletableFuture<String> before = new CompletableFuture<>();

		private final CompletableFuture<String> after = new CompletableFuture<>();

		@Override
		public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
			configurer.registerCallableInterceptors(new CallableProcessingInterceptor() {

				@Override
				public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
					Application.this.before.complete(describe(task));
				}

				@Override
				public <T> void postProcess(NativeWebRequest request, Callable<T> task, Object result) {
					Application.this.after.complete(describe(task));
				}

				private String describe(Callable<?> task) {
					String type = task.getClass().getName().contains("Handler$$Lambda") ? "Handler" : "another";
					return type + " " + Caller.currentTrace();
				}

			});
		}

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		Handler handler(OpenTelemetry openTelemetry) {
			return new Handler(openTelemetry);
		}

		@Bean
		@ConditionalOnProperty("unused")
		ExecutorService unused() {
			return Executors.newFixedThreadPool(2);
		}

		@Bean
		@ConditionalOnProperty("own")
		ExecutorService jdk() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		@ConditionalOnProperty("own")
		WebMvcConfigurer own(ExecutorService jdk) {
			return using(new TaskExecutorAdapter(jdk));
		}

		@Bean
		@ConditionalOnProperty("spans")
		WebMvcConfigurer spans(OpenTelemetry openTelemetry, AsyncTaskExecutor applicationTaskExecutor) {
			return using(new SpanExecutor(openTelemetry, applicationTaskExecutor));
		}

		private static WebMvcConfigurer using(AsyncTaskExecutor executor) {
			return new WebMvcConfigurer() {

				@Override
				public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
					configurer.setTaskExecutor(executor);
				}

			};
		}

	}

	@RestController
	static class Handler {

		private final OpenTelemetry openTelemetry;

		private final CountDownLatch timedOut = new CountDownLatch(1);

		Handler(OpenTelemetry openTelemetry) {
			this.openTelemetry = openTelemetry;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> inside();
		}

		@GetMapping("/task")
		WebAsyncTask<String> task() {
			return new WebAsyncTask<>(() -> inside());
		}

		@GetMapping("/own-executor")
		WebAsyncTask<String> ownExecutor() {
			return new WebAsyncTask<>(null, new TaskExecutorAdapter((task) -> new Thread(task).start()),
					() -> inside());
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (out) -> out.write(inside().getBytes());
		}

		@GetMapping("/failing")
		Callable<String> failing() {
			return () -> {
				throw new IllegalStateException("in the callable");
			};
		}

		@GetMapping("/impatient")
		WebAsyncTask<String> impatient() {
			return new WebAsyncTask<>(50L, () -> {
				boolean timedOut = false;
				while (!timedOut) {
					try {
						timedOut = this.timedOut.await(5, TimeUnit.SECONDS);
					}
					catch (InterruptedException ex) {
						// Spring interrupts it at the timeout, but it continues.
					}
				}
				return inside();
			});
		}

		private String inside() {
			this.openTelemetry.getTracer("test").spanBuilder("inside").startSpan().end();
			return "done";
		}

	}

}
