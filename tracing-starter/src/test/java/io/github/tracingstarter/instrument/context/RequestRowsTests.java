package io.github.tracingstarter.instrument.context;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests whose last action, a statement, is on another thread or after the handler: it
 * is in the trace of its request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestRowsTests {

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).properties("tracing.exporters=none",
				"server.port=0", "tracing.ui.enabled=false", "spring.main.banner-mode=off",
				"tracing.jdbc.without-parent=true",
				"spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@BeforeEach
	void clear() {
		this.context.getBean(RecordedSpans.class).clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/multicaster", "/async-event", "/before-commit", "/after-commit", "/after-commit-async",
			"/mono", "/mono-elastic", "/future", "/deferred", "/scheduled", "/sse" })
	void theStatementIsInTheTraceOfItsRequest(String path) throws Exception {
		URI uri = URI.create("http://localhost:%s%s"
			.formatted(this.context.getEnvironment().getProperty("local.server.port"), path));
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		RecordedSpans recorded = this.context.getBean(RecordedSpans.class);
		recorded.await(2);
		SpanData server = recorded.named("GET " + path);
		assertThat(recorded.all()).hasSizeGreaterThanOrEqualTo(2)
			.allSatisfy((span) -> assertThat(span.getTraceId()).isEqualTo(server.getTraceId()))
			.filteredOn((span) -> span.getKind() == SpanKind.CLIENT)
			.isNotEmpty()
			.allSatisfy((span) -> assertThat(span.getParentSpanId()).isEqualTo(server.getSpanId()));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		ExecutorService pool() {
			return Executors.newFixedThreadPool(2);
		}

		@Bean
		ScheduledExecutorService timer() {
			return Executors.newSingleThreadScheduledExecutor();
		}

		/**
		 * Its executor is not a bean, and only delays one kind of event.
		 */
		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor((task) -> new Thread(task).start());
			return multicaster;
		}

		@Bean
		Listener listener(JdbcTemplate jdbc) {
			return new Listener(jdbc);
		}

		@Bean
		Handler handler(JdbcTemplate jdbc, ApplicationEventPublisher publisher, TransactionTemplate transactions,
				ExecutorService pool, ScheduledExecutorService timer) {
			return new Handler(jdbc, publisher, transactions, pool, timer);
		}

	}

	record Published(CompletableFuture<String> handled) {

	}

	record PublishedForAsync(CompletableFuture<String> handled) {

	}

	record BeforeCommit(CompletableFuture<String> handled) {

	}

	record AfterCommit(CompletableFuture<String> handled) {

	}

	record AfterCommitAsync(CompletableFuture<String> handled) {

	}

	static class Listener {

		private final JdbcTemplate jdbc;

		Listener(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventListener
		public void handle(Published event) {
			answer(event.handled());
		}

		@Async
		@EventListener
		public void handle(PublishedForAsync event) {
			answer(event.handled());
		}

		@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
		public void handle(BeforeCommit event) {
			answer(event.handled());
		}

		@TransactionalEventListener
		public void handle(AfterCommit event) {
			answer(event.handled());
		}

		@Async
		@TransactionalEventListener
		public void handle(AfterCommitAsync event) {
			answer(event.handled());
		}

		private void answer(CompletableFuture<String> handled) {
			handled.complete(String.valueOf(this.jdbc.queryForObject("select 1", Integer.class)));
		}

	}

	@RestController
	record Handler(JdbcTemplate jdbc, ApplicationEventPublisher publisher, TransactionTemplate transactions,
			Executor pool, ScheduledExecutorService timer) {

		@GetMapping("/multicaster")
		String multicaster() throws Exception {
			Published event = new Published(new CompletableFuture<>());
			this.publisher.publishEvent(event);
			return event.handled().get(5, TimeUnit.SECONDS);
		}

		@GetMapping("/async-event")
		String asyncEvent() throws Exception {
			PublishedForAsync event = new PublishedForAsync(new CompletableFuture<>());
			this.publisher.publishEvent(event);
			return event.handled().get(5, TimeUnit.SECONDS);
		}

		@GetMapping("/before-commit")
		String beforeCommit() throws Exception {
			BeforeCommit event = new BeforeCommit(new CompletableFuture<>());
			return inTransaction(event, event.handled());
		}

		@GetMapping("/after-commit")
		String afterCommit() throws Exception {
			AfterCommit event = new AfterCommit(new CompletableFuture<>());
			return inTransaction(event, event.handled());
		}

		@GetMapping("/after-commit-async")
		String afterCommitAsync() throws Exception {
			AfterCommitAsync event = new AfterCommitAsync(new CompletableFuture<>());
			return inTransaction(event, event.handled());
		}

		private String inTransaction(Object event, CompletableFuture<String> handled) throws Exception {
			this.transactions.executeWithoutResult((status) -> this.publisher.publishEvent(event));
			return handled.get(5, TimeUnit.SECONDS);
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return Mono.fromCallable(this::ask);
		}

		@GetMapping("/mono-elastic")
		Mono<String> monoElastic() {
			return Mono.fromCallable(this::ask).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(() -> "asked", this.pool)
				.thenApplyAsync((asked) -> asked + ask(), this.pool);
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			this.pool.execute(() -> result.setResult(ask()));
			return result;
		}

		@GetMapping("/scheduled")
		DeferredResult<String> scheduled() {
			DeferredResult<String> result = new DeferredResult<>();
			this.timer.schedule(() -> result.setResult(ask()), 5, TimeUnit.MILLISECONDS);
			return result;
		}

		@GetMapping("/sse")
		SseEmitter sse() {
			SseEmitter emitter = new SseEmitter();
			this.pool.execute(() -> {
				try {
					emitter.send(ask());
					emitter.complete();
				}
				catch (Exception ex) {
					emitter.completeWithError(ex);
				}
			});
			return emitter;
		}

		private String ask() {
			return String.valueOf(this.jdbc.queryForObject("select 1", Integer.class));
		}

	}

}
