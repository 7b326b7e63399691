package io.github.tracingstarter.instrument.r2dbc;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProxyAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.observation.R2dbcObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The spans of statements that are run with R2DBC.
 */
class R2dbcTests {

	private final String name = "r" + UUID.randomUUID().toString().substring(0, 8);

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, R2dbcProxyAutoConfiguration.class,
				R2dbcObservationAutoConfiguration.class, R2dbcTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class, ReactorTracingAutoConfiguration.class,
				R2dbcTracingAutoConfiguration.class))
		.withUserConfiguration(Shop.class)
		.withPropertyValues("spring.r2dbc.url=r2dbc:h2:mem:///" + this.name + "?options=DB_CLOSE_DELAY=-1");

	@Test
	void statementHasTheAttributesOfJdbc() {
		this.runner.run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context,
					() -> assertThat(context.getBean(DatabaseClient.class)
						.sql("SELECT * FROM item WHERE title = 'secret' AND id < 100")
						.fetch()
						.all()
						.collectList()
						.block()).isEmpty());
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT SELECT item\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT)))
				.isEqualTo(Map.of("db.system.name", "h2database", "db.namespace", this.name, "db.query.text",
						"SELECT * FROM item WHERE title = ? AND id < ?", "db.query.summary", "SELECT item",
						"db.response.returned_rows", 0L));
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> {
			prepare(context);
			DatabaseClient client = context.getBean(DatabaseClient.class);
			LiveSwitch.offAndOn(context, "tracing.r2dbc.enabled",
					(isOn) -> assertThat(client.sql("SELECT * FROM item").fetch().all().collectList().block())
						.isEmpty(),
					"INTERNAL request\n  CLIENT SELECT item\n", "INTERNAL request\n");
		});
	}

	@Test
	void rowsAreCountedAndThoseOfTheDriver() {
		this.runner.run((context) -> {
			assertThat(rows(context)).allMatch((row) -> !Proxy.isProxyClass(row.getClass()));
		});
	}

	@Test
	void rowsAreCountedWhereSomebodyElseListens() {
		List<String> methods = Collections.synchronizedList(new ArrayList<>());
		this.runner
			.withBean(ProxyConnectionFactoryCustomizer.class,
					() -> (builder) -> builder
						.onAfterMethod((execution) -> methods.add(execution.getMethod().getName())))
			.run((context) -> {
				assertThat(rows(context)).allMatch((row) -> Proxy.isProxyClass(row.getClass()));
				assertThat(methods).contains("get");
			});
	}

	/**
	 * Reads three rows, in each of the ways.
	 */
	private static List<Row> rows(ApplicationContext context) {
		prepare(context);
		DatabaseClient client = context.getBean(DatabaseClient.class);
		Items items = context.getBean(Items.class);
		Flux.range(1, 3).concatMap((id) -> items.add(id, "title")).blockLast();
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		List<Row> rows = new ArrayList<>();
		inSpan(context, () -> client.sql("SELECT * FROM item").map((row, metadata) -> {
			rows.add(row);
			return row.get("title", String.class);
		}).all().blockLast());
		inSpan(context, () -> client.sql("SELECT * FROM item").flatMap((result) -> result.flatMap((segment) -> {
			rows.add(((Result.RowSegment) segment).row());
			return Mono.just(1);
		})).blockLast());
		spans.await(4);
		assertThat(spans.all().stream().filter((span) -> span.getKind() == SpanKind.CLIENT)).hasSize(2)
			.allSatisfy((span) -> {
				assertThat(RecordedSpans.attributes(span)).containsEntry("db.response.returned_rows", 3L);
				assertThat(span.getEvents()).isEmpty();
			});
		assertThat(rows).hasSize(6);
		return rows;
	}

	@Test
	void boundValuesAreNotRecorded() {
		this.runner.run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context, () -> context.getBean(Items.class).add(1, "secret").block());
			spans.await(2);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("db.query.summary",
					"INSERT item");
			assertThat(spans.all().toString()).doesNotContain("secret");
		});
	}

	@Test
	void statementsOfAReactiveTransactionAreInItsTraceAndRollBack() {
		this.runner.run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			Observation around = Observation.start("around", context.getBean(ObservationRegistry.class));
			Throwable failure = catchThrowable(() -> context.getBean(Items.class)
				.addTwice(7)
				.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, around))
				.block());
			around.stop();
			assertThat(failure).isInstanceOf(DataIntegrityViolationException.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT INSERT item\n  CLIENT INSERT item !\n");
			List<SpanData> inserts = spans.all();
			assertThat(RecordedSpans.attributes(inserts.get(2))).containsEntry("db.response.status_code", "23505");
			assertThat(context.getBean(Items.class).count().block()).isZero();
			assertThat(context.getBean(Items.class).addAndFail(8).onErrorComplete().block()).isNull();
			assertThat(context.getBean(Items.class).count().block()).isZero();
			context.getBean(Items.class).add(9, "kept").block();
			assertThat(context.getBean(Items.class).count().block()).isEqualTo(1);
		});
	}

	@Test
	void connectionFactoryThatWasMadeWithoutDecoratorsIsNamed() {
		this.runner.withUserConfiguration(OwnFactories.class).run((context) -> {
			assertThat(context.getBean("plain").getClass().getName()).startsWith("io.r2dbc.h2.");
			assertThat(context.getBean(TracingReport.class).entries()).filteredOn((entry) -> !entry.traced())
				.singleElement()
				.satisfies((entry) -> {
					assertThat(entry.instrumentation()).isEqualTo("R2DBC");
					assertThat(entry.subject()).isEqualTo("plain");
					assertThat(entry.reason()).contains("ConnectionFactoryBuilder");
				});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context,
					() -> DatabaseClient.create(context.getBean("decorated", ConnectionFactory.class))
						.sql("SELECT 1")
						.fetch()
						.one()
						.block());
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT SELECT\n");
		});
	}

	@Test
	void batchIsOneSpan() {
		this.runner.run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context, () -> context.getBean(DatabaseClient.class).inConnection((connection) -> {
				var statement = connection.createStatement("INSERT INTO item (id, title) VALUES ($1, $2)");
				for (int i = 0; i < 3; i++) {
					statement.bind(0, i).bind(1, "title");
					if (i < 2) {
						statement.add();
					}
				}
				return Flux.from(statement.execute()).flatMap((result) -> result.getRowsUpdated()).then();
			}).block());
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT BATCH INSERT item\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("db.operation.batch.size",
					3L);
		});
	}

	@Test
	void statementsOutsideATraceAreNotTracedUnlessAskedFor() {
		this.runner.run((context) -> {
			prepare(context);
			assertThat(context.getBean(Items.class).count().block()).isZero();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
		this.runner.withPropertyValues("tracing.r2dbc.without-parent=true").run((context) -> {
			prepare(context);
			context.getBean(RecordedSpans.class).await(1);
			assertThat(context.getBean(RecordedSpans.class).tree()).startsWith("CLIENT CREATE");
		});
	}

	@Test
	void cancelledStatementEnds() {
		this.runner.run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context,
					() -> assertThat(context.getBean(DatabaseClient.class)
						.sql("SELECT x FROM SYSTEM_RANGE(1, 1000)")
						.fetch()
						.all()
						.take(2)
						.collectList()
						.block()).hasSize(2));
			spans.await(2);
			assertThat(spans.all()).hasSize(2);
		});
	}

	@Test
	void offByItsKey() {
		this.runner.withPropertyValues("tracing.r2dbc.enabled=false").run((context) -> {
			prepare(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context, () -> context.getBean(Items.class).count().block());
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n");
		});
	}

	private static void prepare(ApplicationContext context) {
		assertThat(context.getBeansOfType(ConnectionFactory.class)).hasSize(1);
		DatabaseClient client = context.getBean(DatabaseClient.class);
		client.sql("CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY, title VARCHAR(50))").then().block();
	}

	private static void inSpan(ApplicationContext context, Runnable work) {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("around").startSpan();
		Scope scope = span.makeCurrent();
		try {
			work.run();
		}
		finally {
			scope.close();
			span.end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connections) {
			return DatabaseClient.create(connections);
		}

		@Bean
		Items items(DatabaseClient client) {
			return new Items(client);
		}

	}

	static class Items {

		private final DatabaseClient client;

		Items(DatabaseClient client) {
			this.client = client;
		}

		Mono<Long> add(int id, String title) {
			return this.client.sql("INSERT INTO item (id, title) VALUES (:id, :title)")
				.bind("id", id)
				.bind("title", title)
				.fetch()
				.rowsUpdated();
		}

		@Transactional
		public Mono<Long> addTwice(int id) {
			return add(id, "one").then(Mono.defer(() -> add(id, "two")));
		}

		@Transactional
		public Mono<Long> addAndFail(int id) {
			return add(id, "one").then(Mono.error(new IllegalStateException("boom")));
		}

		Mono<Long> count() {
			return this.client.sql("SELECT COUNT(*) AS total FROM item")
				.map((row) -> row.get("total", Long.class))
				.one();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactories {

		@Bean(defaultCandidate = false)
		ConnectionFactory plain() {
			return H2ConnectionFactory.inMemory("plain");
		}

		@Bean(defaultCandidate = false)
		ConnectionFactory decorated(ObjectProvider<ConnectionFactoryDecorator> decorators) {
			return ConnectionFactoryBuilder.withUrl("r2dbc:h2:mem:///decorated")
				.decorators(decorators.orderedStream().toList())
				.build();
		}

	}

}
