package io.github.tracingstarter.instrument.transaction;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.instrument.r2dbc.R2dbcTracingAutoConfiguration;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProxyAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.observation.R2dbcObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Transactions of Spring.
 */
class TransactionTests {

	private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tracing.transaction.outcome");

	private final ApplicationContextRunner untraced = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				TransactionManagerCustomizationAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcTracingAutoConfiguration.class, TransactionTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private final ApplicationContextRunner runner = this.untraced
		.withPropertyValues("tracing.transactions.enabled=true");

	private final ApplicationContextRunner reactive = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, R2dbcAutoConfiguration.class,
				R2dbcProxyAutoConfiguration.class, R2dbcObservationAutoConfiguration.class,
				R2dbcTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				ReactorTracingAutoConfiguration.class, R2dbcTracingAutoConfiguration.class,
				TransactionTracingAutoConfiguration.class))
		.withUserConfiguration(ReactiveApplication.class)
		.withPropertyValues("tracing.transactions.enabled=true", "spring.r2dbc.url=r2dbc:h2:mem:///r"
				+ UUID.randomUUID().toString().substring(0, 8) + "?options=DB_CLOSE_DELAY=-1");

	@Test
	void aTransactionOwnsItsStatementsAndTellsItsOutcome() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			RecordedSpans spans = call(context, () -> {
				orders.place("a");
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> orders.fail("b"));
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> orders.failAndCommit("c"));
				orders.giveUp("d");
				orders.count();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL transaction Orders.place
					    CLIENT INSERT t
					  INTERNAL transaction Orders.fail
					    CLIENT INSERT t
					  INTERNAL transaction Orders.failAndCommit
					    CLIENT INSERT t
					  INTERNAL transaction Orders.giveUp
					    CLIENT INSERT t
					  INTERNAL transaction Orders.count
					    CLIENT SELECT t
					""");
			assertThat(outcomes(spans)).containsExactly("committed", "rolled_back", "committed", "rolled_back",
					"committed");
			assertThat(RecordedSpans.attributes(spans.named("transaction Orders.count"))).containsOnly(
					entry("code.function.name", Orders.class.getName() + ".count"),
					entry("tracing.transaction.outcome", "committed"), entry("tracing.transaction.read_only", true));
			assertThat(rows(context)).containsExactly("a", "c");
		});
	}

	@Test
	void aMethodThatTakesPartMakesNoSecondSpan() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			RecordedSpans spans = call(context, () -> orders.within(() -> {
				orders.place("a");
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> orders.failNested("b"));
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> orders.failNew("c"));
			}));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL transaction Orders.within
					    CLIENT INSERT t
					    INTERNAL transaction Orders.failNested
					      CLIENT INSERT t
					    INTERNAL transaction Orders.failNew
					      CLIENT INSERT t
					""");
			assertThat(outcomes(spans)).containsExactly("committed", "rolled_back", "rolled_back");
			assertThat(rows(context)).containsExactly("a");
		});
	}

	@Test
	void templatesHaveSpansAsWell() {
		this.runner.run((context) -> {
			TransactionTemplate template = new TransactionTemplate(
					context.getBean(TransactionTemplate.class).getTransactionManager());
			RecordedSpans spans = call(context, () -> {
				template.executeWithoutResult((status) -> status.setRollbackOnly());
				template.setName("import");
				template.executeWithoutResult((status) -> insert(context, "a"));
				template.setName("import of 'secret'");
				template.executeWithoutResult((status) -> insert(context, "b"));
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL transaction
					  INTERNAL transaction import
					    CLIENT INSERT t
					  INTERNAL transaction
					    CLIENT INSERT t
					""");
			assertThat(outcomes(spans)).containsExactly("rolled_back", "committed", "committed");
		});
	}

	/**
	 * In each case the span ends and its scope is closed: what follows is beside it.
	 */
	@Test
	void aTransactionThatFailsAtItsEndHasAnEnd() {
		this.runner.run((context) -> {
			TransactionTemplate template = context.getBean(TransactionTemplate.class);
			RecordedSpans spans = call(context, () -> {
				failing(template, IllegalStateException.class,
						() -> beforeCommit(new IllegalStateException("before the commit")));
				failing(template, TransactionException.class,
						() -> beforeCommit(new CannotCreateTransactionException("before the commit")));
				failing(template, IllegalArgumentException.class, () -> context.getBean(Listener.class).failing = true);
				insert(context, "beside");
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL transaction
					  INTERNAL transaction
					  INTERNAL transaction
					  CLIENT INSERT t
					""");
			assertThat(outcomes(spans)).containsExactly("rolled_back", "unknown", "committed");
		});
	}

	private static void failing(TransactionTemplate template, Class<? extends Exception> type, Runnable work) {
		assertThatExceptionOfType(type).isThrownBy(() -> template.executeWithoutResult((status) -> work.run()));
	}

	private static void beforeCommit(RuntimeException failure) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				throw failure;
			}

		});
	}

	@Test
	void thereIsNoSpanOutsideATrace() {
		this.runner.run((context) -> {
			context.getBean(Orders.class).count();
			assertThat(context.getBean(RecordedSpans.class).all()).extracting(SpanData::getName)
				.noneMatch((name) -> name.startsWith("transaction"));
		});
	}

	@Test
	void offAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.transactions.enabled",
				(isOn) -> context.getBean(Orders.class).place("a"), """
						INTERNAL request
						  INTERNAL transaction Orders.place
						    CLIENT INSERT t
						""", "INTERNAL request\n  CLIENT INSERT t\n"));
	}

	@Test
	void offByDefaultAndListenersOfTheApplicationStay() {
		this.untraced.run((context) -> {
			assertThat(listeners(context)).containsExactly(context.getBean(Listener.class));
			assertThat(call(context, () -> context.getBean(Orders.class).place("a")).tree())
				.isEqualTo("INTERNAL caller\n  CLIENT INSERT t\n");
		});
		this.runner
			.run((context) -> assertThat(listeners(context)).hasSize(2).endsWith(context.getBean(Listener.class)));
	}

	private static Collection<TransactionExecutionListener> listeners(ApplicationContext context) {
		return context.getBean(ConfigurableTransactionManager.class).getTransactionExecutionListeners();
	}

	@Test
	void aReactiveTransactionOwnsItsStatementsAndTellsItsOutcome() {
		this.reactive.run((context) -> {
			ReactiveOrders orders = context.getBean(ReactiveOrders.class);
			RecordedSpans spans = call(context, () -> {
				orders.place("a").block();
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> orders.fail("b").block());
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> orders.failAndCommit("c").block());
				assertThat(orders.titles().collectList().block()).containsExactly("a", "c");
				orders.within("e").block();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL transaction ReactiveOrders.place
					    CLIENT INSERT t
					  INTERNAL transaction ReactiveOrders.fail
					    CLIENT INSERT t
					  INTERNAL transaction ReactiveOrders.failAndCommit
					    CLIENT INSERT t
					  INTERNAL transaction ReactiveOrders.titles
					    CLIENT SELECT t
					  INTERNAL transaction ReactiveOrders.within
					    CLIENT INSERT t
					    INTERNAL transaction Others.placeNew
					      CLIENT INSERT t
					""");
			assertThat(outcomes(spans)).containsExactly("committed", "rolled_back", "committed", "committed",
					"committed", "committed");
			assertThat(RecordedSpans.attributes(spans.named("transaction ReactiveOrders.place"))).containsOnly(
					entry("code.function.name", ReactiveOrders.class.getName() + ".place"),
					entry("tracing.transaction.outcome", "committed"));
		});
	}

	@Test
	void aReactiveTransactionThatIsCancelledIsRolledBack() {
		this.reactive.run((context) -> {
			RecordedSpans spans = call(context,
					() -> context.getBean(ReactiveOrders.class).never().subscribe().dispose());
			spans.await(2);
			assertThat(outcomes(spans)).containsExactly("rolled_back");
		});
	}

	private static List<@Nullable String> outcomes(RecordedSpans spans) {
		return spans.all()
			.stream()
			.filter((span) -> span.getName().startsWith("transaction"))
			.map((span) -> span.getAttributes().get(OUTCOME))
			.toList();
	}

	private static void insert(ApplicationContext context, String name) {
		context.getBean(JdbcTemplate.class).update("INSERT INTO t VALUES (?)", name);
	}

	private static List<String> rows(ApplicationContext context) {
		return context.getBean(JdbcTemplate.class).queryForList("SELECT name FROM t ORDER BY name", String.class);
	}

	private static RecordedSpans call(ApplicationContext context, Runnable call) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
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
		Orders orders(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE t (name VARCHAR(20))");
			return new Orders(jdbc);
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener implements TransactionExecutionListener {

		private boolean failing;

		@Override
		public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
			if (this.failing) {
				this.failing = false;
				throw new IllegalArgumentException("the application's own");
			}
		}

	}

	@Transactional
	static class Orders {

		private final JdbcTemplate jdbc;

		Orders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		private void insert(String name) {
			this.jdbc.update("INSERT INTO t VALUES (?)", name);
		}

		public void place(String name) {
			insert(name);
		}

		public void fail(String name) {
			insert(name);
			throw new IllegalStateException("failed");
		}

		@Transactional(noRollbackFor = IllegalStateException.class)
		public void failAndCommit(String name) {
			fail(name);
		}

		public void giveUp(String name) {
			insert(name);
			TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
		}

		@Transactional(readOnly = true)
		public void count() {
			this.jdbc.queryForObject("SELECT COUNT(*) FROM t", Long.class);
		}

		public void within(Runnable work) {
			work.run();
		}

		@Transactional(propagation = Propagation.NESTED)
		public void failNested(String name) {
			fail(name);
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public void failNew(String name) {
			fail(name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveApplication {

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connections) {
			DatabaseClient client = DatabaseClient.create(connections);
			client.sql("CREATE TABLE IF NOT EXISTS t (name VARCHAR(20))").then().block();
			return client;
		}

		@Bean
		ReactiveOrders reactiveOrders(DatabaseClient client, Others others) {
			return new ReactiveOrders(client, others);
		}

		@Bean
		Others others(DatabaseClient client) {
			return new Others(client);
		}

	}

	static class Others {

		private final DatabaseClient client;

		Others(DatabaseClient client) {
			this.client = client;
		}

		@Transactional
		public Mono<Void> takePart(String name) {
			return this.client.sql("INSERT INTO t VALUES (:name)").bind("name", name).then();
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public Mono<Void> placeNew(String name) {
			return this.client.sql("INSERT INTO t VALUES (:name)").bind("name", name).then();
		}

	}

	@Transactional
	static class ReactiveOrders {

		private final DatabaseClient client;

		private final Others others;

		ReactiveOrders(DatabaseClient client, Others others) {
			this.client = client;
			this.others = others;
		}

		private Mono<Void> insert(String name) {
			return this.client.sql("INSERT INTO t VALUES (:name)").bind("name", name).then();
		}

		public Mono<Void> place(String name) {
			return insert(name);
		}

		public Mono<Void> fail(String name) {
			return insert(name).then(Mono.error(new IllegalStateException("failed")));
		}

		@Transactional(noRollbackFor = IllegalStateException.class)
		public Mono<Void> failAndCommit(String name) {
			return fail(name);
		}

		@Transactional(readOnly = true)
		public Flux<String> titles() {
			return this.client.sql("SELECT name FROM t").mapValue(String.class).all();
		}

		public Mono<Void> within(String name) {
			return this.others.takePart(name).then(this.others.placeNew(name));
		}

		public Mono<Void> never() {
			return insert("never").then(Mono.never());
		}

	}

}
