package io.github.tracingstarter.instrument.repository;

import java.util.UUID;

import com.example.items.Item;
import com.example.items.ItemRepository;
import io.github.tracingstarter.instrument.MethodSpans;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.instrument.method.MethodTracingAutoConfiguration;
import io.github.tracingstarter.instrument.r2dbc.R2dbcTracingAutoConfiguration;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProxyAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.observation.R2dbcObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * The calls of Spring Data repositories.
 */
class RepositoryTests {

	private static final String TYPE = ItemRepository.class.getName();

	private final ApplicationContextRunner untraced = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
				DataJpaRepositoriesAutoConfiguration.class, TransactionAutoConfiguration.class,
				JdbcTracingAutoConfiguration.class, RepositoryTracingAutoConfiguration.class,
				MethodTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true", "spring.jpa.hibernate.ddl-auto=create");

	private final ApplicationContextRunner runner = this.untraced
		.withPropertyValues("tracing.repositories.enabled=true");

	@Test
	void callOwnsItsStatements() {
		this.runner.run((context) -> {
			ItemRepository items = context.getBean(ItemRepository.class);
			RecordedSpans spans = call(context, () -> {
				items.save(new Item("a"));
				assertThat(items.findByTitle("a")).hasSize(1);
				assertThat(items.findTwice("b")).isEmpty();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  INTERNAL ItemRepository.save
					    CLIENT INSERT item
					  INTERNAL ItemRepository.findByTitle
					    CLIENT SELECT item
					  INTERNAL ItemRepository.findTwice
					    INTERNAL ItemRepository.findByTitle
					      CLIENT SELECT item
					    INTERNAL ItemRepository.findByTitle
					      CLIENT SELECT item
					""");
			assertThat(RecordedSpans.attributes(spans.named("ItemRepository.save")))
				.containsExactly(entry("code.function.name", TYPE + ".save"));
		});
	}

	@Test
	void aFailureIsRecordedAndPassesAsSpringTranslatesIt() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, () -> assertThatExceptionOfType(DataIntegrityViolationException.class)
				.isThrownBy(() -> context.getBean(ItemRepository.class).save(new Item("x".repeat(300)))));
			assertThat(spans.tree())
				.isEqualTo("INTERNAL caller\n  INTERNAL ItemRepository.save !\n    CLIENT INSERT item !\n");
		});
	}

	@Test
	void thereIsNoSpanOutsideATraceNorOfTheMethodsOfObjects() {
		this.runner.run((context) -> {
			ItemRepository items = context.getBean(ItemRepository.class);
			items.count();
			RecordedSpans spans = call(context, () -> assertThat(items).isEqualTo(items).hasSameHashCodeAs(items));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n");
		});
	}

	@Test
	void offAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.repositories.enabled",
				(isOn) -> assertThat(context.getBean(ItemRepository.class).count()).isZero(), """
						INTERNAL request
						  INTERNAL ItemRepository.count
						    CLIENT SELECT item
						""", "INTERNAL request\n  CLIENT SELECT item\n"));
	}

	@Test
	void offByDefault() {
		this.untraced.run((context) -> {
			assertThat(context).doesNotHaveBean(RepositoryPostProcessor.class);
			Advised items = (Advised) context.getBean(ItemRepository.class);
			assertThat(items.getAdvisors()).noneMatch((advisor) -> advisor.getAdvice() instanceof RepositoryAdvice);
			assertThat(call(context, () -> context.getBean(ItemRepository.class).count()).tree())
				.isEqualTo("INTERNAL caller\n  CLIENT SELECT item\n");
		});
	}

	@Test
	void aRepositoryThatAPatternNamesHasOneSpan() {
		String include = "tracing.methods.include=*Repository#count";
		for (ApplicationContextRunner each : new ApplicationContextRunner[] { this.runner, this.untraced }) {
			each.withPropertyValues(include).run((context) -> {
				RecordedSpans spans = call(context, () -> context.getBean(ItemRepository.class).count());
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL caller
						  INTERNAL ItemRepository.count
						    CLIENT SELECT item
						""");
			});
		}
	}

	@Test
	void aPublisherHasASpanForEachSubscription() {
		String name = "r" + UUID.randomUUID().toString().substring(0, 8);
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, R2dbcProxyAutoConfiguration.class,
					R2dbcObservationAutoConfiguration.class, ReactorTracingAutoConfiguration.class,
					R2dbcTracingAutoConfiguration.class))
			.withPropertyValues("spring.r2dbc.url=r2dbc:h2:mem:///" + name + "?options=DB_CLOSE_DELAY=-1")
			.run((context) -> {
				DatabaseClient client = DatabaseClient.create(context.getBean(ConnectionFactory.class));
				client.sql("CREATE TABLE item (title VARCHAR(50))").then().block();
				ProxyFactory factory = new ProxyFactory(new DatabaseItems(client));
				factory.addAdvice(0, new RepositoryAdvice(ReactiveItems.class,
						new MethodSpans("repositories", context.getBeanProvider(Spans.class))));
				ReactiveItems items = (ReactiveItems) factory.getProxy();
				Mono<Long> outside = items.count();
				RecordedSpans spans = call(context, () -> {
					assertThat(outside.block()).isZero();
					assertThat(outside.block()).isZero();
					assertThat(items.titles().collectList().block()).isEmpty();
					assertThat(items.add("a").then(Mono.defer(items::count)).block()).isOne();
					assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> items.fail().block());
				});
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL caller
						  INTERNAL ReactiveItems.count
						    CLIENT SELECT item
						  INTERNAL ReactiveItems.count
						    CLIENT SELECT item
						  INTERNAL ReactiveItems.titles
						    CLIENT SELECT item
						  INTERNAL ReactiveItems.add
						    CLIENT INSERT item
						  INTERNAL ReactiveItems.count
						    CLIENT SELECT item
						  INTERNAL ReactiveItems.fail !
						    CLIENT SELECT nothing !
						""");
				assertThat(outside.block()).isOne();
			});
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
	@AutoConfigurationPackage(basePackageClasses = Item.class)
	static class Application {

	}

	interface ReactiveItems {

		Mono<Long> count();

		Flux<String> titles();

		Mono<Void> add(String title);

		Mono<Long> fail();

	}

	private record DatabaseItems(DatabaseClient client) implements ReactiveItems {

		@Override
		public Mono<Long> count() {
			return this.client.sql("SELECT COUNT(*) FROM item").mapValue(Long.class).one();
		}

		@Override
		public Flux<String> titles() {
			return this.client.sql("SELECT title FROM item").mapValue(String.class).all();
		}

		@Override
		public Mono<Void> add(String title) {
			return this.client.sql("INSERT INTO item VALUES (:title)").bind("title", title).then();
		}

		@Override
		public Mono<Long> fail() {
			return this.client.sql("SELECT a FROM nothing").mapValue(Long.class).one();
		}

	}

}
