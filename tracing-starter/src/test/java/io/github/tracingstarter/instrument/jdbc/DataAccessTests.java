package io.github.tracingstarter.instrument.jdbc;

import java.util.List;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.RecordedSpans;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements that come through the libraries applications use.
 */
class DataAccessTests {

	@Test
	void jpa() {
		runner().withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Entities.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop")
			.run((context) -> {
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				assertThat(spans.all()).as("The schema is created outside any trace").isEmpty();
				EntityManager entities = context.getBean(EntityManager.class);
				TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
				traced(context, () -> transaction.execute((status) -> {
					entities.persist(new Customer(1, "Ann"));
					return entities;
				}));
				List<Customer> found = traced(context,
						() -> entities.createQuery("from Customer where name = 'Ann'", Customer.class).getResultList());
				assertThat(found).hasSize(1);
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL request
						  CLIENT INSERT customers
						INTERNAL request
						  CLIENT SELECT customers
						""");
				assertThat(RecordedSpans.attributes(spans.named("INSERT customers")))
					.containsEntry("jdbc.affected_rows", 1L)
					.containsEntry("db.query.text", "insert into customers (name,id) values (?,?)");
			});
	}

	@Test
	void jooq() {
		runner().run((context) -> {
			users(context);
			DataSource dataSource = new TransactionAwareDataSourceProxy(context.getBean(DataSource.class));
			DSLContext jooq = DSL.using(dataSource, SQLDialect.H2);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> {
				jooq.update(DSL.table("users")).set(DSL.field("name", String.class), "Ann").execute();
				return jooq.select(DSL.field("name")).from(DSL.table("users")).where("id = ?", 1).fetch();
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT UPDATE users
					  CLIENT SELECT users
					""");
			assertThat(RecordedSpans.attributes(spans.named("UPDATE users"))).containsEntry("jdbc.affected_rows", 3L);
		});
	}

	@Test
	void flywayAtStartUpMakesNoSpans() {
		runner().withUserConfiguration(Migration.class).run((context) -> {
			assertThat(
					context.getBean(JdbcTemplate.class).queryForObject("SELECT count(*) FROM migrated", Integer.class))
				.isZero();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void spansOfAnApplicationWithoutSpringJdbcsTemplates() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setURL("jdbc:h2:mem:plain");
		runner().withBean("dataSource", DataSource.class, () -> h2).run((context) -> {
			traced(context, () -> {
				try (var connection = context.getBean(DataSource.class).getConnection("sa", "");
						var statement = connection.prepareStatement("VALUES ?")) {
					statement.setInt(1, 1);
					return statement.execute();
				}
				catch (java.sql.SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT VALUES
					""");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Entities {

	}

	@Configuration(proxyBeanMethods = false)
	static class Migration {

		Migration(DataSource dataSource) {
			Flyway.configure()
				.dataSource(dataSource)
				.locations("classpath:io/github/tracingstarter/jdbc/migration")
				.load()
				.migrate();
		}

	}

	@Entity(name = "Customer")
	@Table(name = "customers")
	static class Customer {

		@Id
		private long id;

		private String name;

		Customer() {
		}

		Customer(long id, String name) {
			this.id = id;
			this.name = name;
		}

		long id() {
			return this.id;
		}

		String name() {
			return this.name;
		}

	}

}
