package io.github.tracingstarter.instrument.hibernate;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.items.Item;
import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * The flushes of Hibernate.
 */
class FlushTests {

	private final ApplicationContextRunner untraced = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
				TransactionAutoConfiguration.class, JdbcTracingAutoConfiguration.class,
				HibernateTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true", "spring.jpa.hibernate.ddl-auto=create");

	private final ApplicationContextRunner runner = this.untraced.withPropertyValues("tracing.hibernate.enabled=true");

	@Test
	@LeavesOpen(spans = { "flush", "flush before query" })
	void flushOwnsItsStatements() {
		this.runner.run((context) -> {
			Long id = add(context);
			RecordedSpans spans = call(context, (items) -> {
				Item item = items.find(Item.class, id);
				item.setTitle("b");
				assertThat(count(items)).isOne();
				assertThat(count(items)).isOne();
				item.setTitle("c");
				items.flush();
				items.flush();
				items.remove(item);
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  CLIENT SELECT item
					  INTERNAL flush before query
					    CLIENT UPDATE item
					  CLIENT SELECT item
					  CLIENT SELECT item
					  INTERNAL flush
					    CLIENT UPDATE item
					  INTERNAL flush
					    CLIENT DELETE item
					""");
			assertThat(RecordedSpans.attributes(spans.named("flush before query")))
				.containsExactly(entry("tracing.hibernate.entities", 1L));
		});
	}

	@Test
	@LeavesOpen(spans = { "flush", "flush before query" })
	void aFlushThatDoesNothingHasNoSpan() {
		this.runner.run((context) -> {
			Long id = add(context);
			RecordedSpans spans = call(context,
					(items) -> assertThat(items.find(Item.class, id).getTitle()).isEqualTo("a"));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  CLIENT SELECT item\n");
		});
	}

	@Test
	@LeavesOpen(spans = { "flush", "flush before query" })
	void aFlushThatFailsIsRecordedAndPassesUnchanged() {
		this.runner.run((context) -> {
			Long id = add(context);
			assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> call(context, (items) -> {
				items.find(Item.class, id).setTitle("x".repeat(300));
				assertThatExceptionOfType(RuntimeException.class).isThrownBy(items::flush)
					.withMessageContaining("could not execute");
			}));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL caller
					  CLIENT SELECT item
					  INTERNAL flush !
					    CLIENT UPDATE item !
					""");
		});
	}

	@Test
	@LeavesOpen(spans = { "flush", "flush before query" })
	void offAndOnWhileTheApplicationRuns() {
		AtomicInteger titles = new AtomicInteger();
		this.runner.run((context) -> {
			Long id = add(context);
			LiveSwitch.offAndOn(context, "tracing.hibernate.enabled", (isOn) -> transaction(context,
					(items) -> items.find(Item.class, id).setTitle("b" + titles.incrementAndGet())), """
							INTERNAL request
							  CLIENT SELECT item
							  INTERNAL flush
							    CLIENT UPDATE item
							""", "INTERNAL request\n  CLIENT SELECT item\n  CLIENT UPDATE item\n");
		});
	}

	@Test
	@LeavesOpen(spans = { "flush", "flush before query" })
	void integratorsOfTheApplicationAreStillCalled() {
		AtomicInteger integrated = new AtomicInteger();
		Integrator own = new Integrator() {

			@Override
			public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
					SessionFactoryImplementor sessionFactory) {
				integrated.incrementAndGet();
			}

		};
		this.runner
			.withBean(HibernatePropertiesCustomizer.class,
					() -> (properties) -> properties.put("hibernate.integrator_provider",
							(IntegratorProvider) () -> List.of(own)))
			.run((context) -> {
				assertThat(integrated).hasValue(1);
				RecordedSpans spans = call(context, (items) -> items.persist(new Item("a")));
				// The key comes from the database, so that the statement runs at once.
				assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  CLIENT INSERT item\n");
				transaction(context, (items) -> items.find(Item.class, 1L).setTitle("b"));
			});
	}

	@Test
	void offByDefault() {
		this.untraced.run((context) -> {
			assertThat(context).doesNotHaveBean(HibernatePostProcessor.class);
			Long id = add(context);
			RecordedSpans spans = call(context, (items) -> items.find(Item.class, id).setTitle("b"));
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  CLIENT SELECT item\n  CLIENT UPDATE item\n");
		});
	}

	private static Long add(ApplicationContext context) {
		Item item = new Item("a");
		transaction(context, (items) -> items.persist(item));
		return item.getId();
	}

	private static Long count(EntityManager items) {
		return items.createQuery("SELECT COUNT(i) FROM Item i", Long.class).getSingleResult();
	}

	private static void transaction(ApplicationContext context, Work work) {
		EntityManager items = SharedEntityManagerCreator
			.createSharedEntityManager(context.getBean(EntityManagerFactory.class));
		context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> work.with(items));
	}

	private static RecordedSpans call(ApplicationContext context, Work work) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		Span caller = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		try (Scope scope = caller.makeCurrent()) {
			assertThat(scope).isNotNull();
			transaction(context, work);
		}
		finally {
			caller.end();
		}
		spans.await(1);
		return spans;
	}

	private interface Work {

		void with(EntityManager items);

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = Item.class)
	static class Application {

	}

}
