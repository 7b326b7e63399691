package io.github.tracingstarter.differential;

import java.sql.Connection;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.annotation.PreDestroy;
import org.jooq.CloseableDSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Which rows are left after a transaction, regardless of which objects have the pool and
 * which have the bean.
 */
final class Transactions {

	static {
		// What jOOQ logs at its first statement would be in the log of only one
		// application.
		try (CloseableDSLContext first = DSL.using("jdbc:h2:mem:first")) {
			first.execute("SELECT 1");
		}
	}

	private Transactions() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				Situation.of("transaction: Boot's manager, pool and template", BootsOwn.class, Transactions::rows)
					.with("spring.datasource.url=jdbc:h2:mem:boots-own"),
				mixture("pool", "bean", "bean", Transactions::rows),
				mixture("pool", "bean", "pool", Transactions::rows),
				mixture("pool", "pool", "bean", Transactions::rows),
				mixture("pool", "pool", "pool", Transactions::rows),
				mixture("lazy", "bean", "pool", Transactions::rows),
				mixture("lazy", "pool", "bean", Transactions::rows),
				mixture("aware", "bean", "bean", Transactions::rows),
				mixture("aware", "pool", "bean", Transactions::rows),
				mixture("pool", "pool", "jOOQ on the bean", Transactions::jooq),
				mixture("aware", "pool", "jOOQ on the bean", Transactions::jooq),
				mixture("pool", "pool", "bound connection", Transactions::bound).withoutSpans());
	}

	private static Situation mixture(String bean, String manager, String template, Situation.Observation observation) {
		return Situation
			.of("transaction: bean is %s, manager has %s, template has %s".formatted(bean, manager, template),
					Mixture.class, observation)
			.with("test.bean=" + bean, "test.manager=" + manager, "test.template=" + template);
	}

	/**
	 * Inserts and commits, inserts and rolls back.
	 */
	private static Object rows(ConfigurableApplicationContext context) {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS t");
		jdbc.execute("CREATE TABLE t (id INT)");
		TransactionTemplate transactions = transactions(context);
		transactions.executeWithoutResult((status) -> jdbc.update("INSERT INTO t VALUES (1)"));
		Integer afterCommit = count(jdbc);
		Integer inside = transactions.execute((status) -> {
			jdbc.update("INSERT INTO t VALUES (2)");
			status.setRollbackOnly();
			return count(jdbc);
		});
		return Map.of("after commit", String.valueOf(afterCommit), "inside", String.valueOf(inside), "after rollback",
				String.valueOf(count(jdbc)));
	}

	/**
	 * Gets the connection of the transaction from the bean, and from the manager's data
	 * source.
	 */
	private static @Nullable Object bound(ConfigurableApplicationContext context) {
		DataSource bean = context.getBean(DataSource.class);
		DataSource pool = context.getBean(Mixture.class).pool;
		return transactions(context).execute((status) -> {
			Connection one = DataSourceUtils.getConnection(bean);
			Connection other = DataSourceUtils.getConnection(pool);
			try {
				return Map.<String, Object>of("bean", TransactionSynchronizationManager.hasResource(bean), "pool",
						TransactionSynchronizationManager.hasResource(pool), "transactional",
						DataSourceUtils.isConnectionTransactional(one, bean), "same", one == other);
			}
			finally {
				DataSourceUtils.releaseConnection(other, pool);
				DataSourceUtils.releaseConnection(one, bean);
			}
		});
	}

	private static Object jooq(ConfigurableApplicationContext context) {
		// It logs its banner once in each process.
		System.setProperty("org.jooq.no-logo", "true");
		System.setProperty("org.jooq.no-tips", "true");
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS t");
		jdbc.execute("CREATE TABLE t (id INT)");
		DataSource aware = new TransactionAwareDataSourceProxy(context.getBean(DataSource.class));
		transactions(context).executeWithoutResult((status) -> {
			DSL.using(aware, SQLDialect.H2).execute("INSERT INTO t VALUES (1)");
			status.setRollbackOnly();
		});
		return String.valueOf(count(jdbc));
	}

	private static TransactionTemplate transactions(ConfigurableApplicationContext context) {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	private static Integer count(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT COUNT(*) FROM t", Integer.class);
	}

	private static HikariDataSource pool(String name) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:transactions-%s;DB_CLOSE_DELAY=-1".formatted(name));
		pool.setMaximumPoolSize(3);
		pool.setPoolName(name);
		return pool;
	}

	/**
	 * Commits and rolls back within a request.
	 */
	@RestController
	static class Rows {

		private final JdbcTemplate jdbc;

		private final TransactionTemplate transactions;

		Rows(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
			this.jdbc = jdbc;
			this.transactions = new TransactionTemplate(transactions);
		}

		@GetMapping("/rows")
		String rows() {
			this.jdbc.execute("CREATE TABLE IF NOT EXISTS t (id INT)");
			this.transactions.executeWithoutResult((status) -> this.jdbc.update("INSERT INTO t VALUES (1)"));
			this.transactions.executeWithoutResult((status) -> {
				this.jdbc.update("INSERT INTO t VALUES (2)");
				status.setRollbackOnly();
			});
			return this.jdbc.queryForList("SELECT * FROM t").toString();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class BootsOwn {

	}

	/**
	 * Has a pool, and a bean for it. The manager and the template get one of the two.
	 */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Mixture {

		final HikariDataSource pool = pool("mixture");

		@Bean
		@ConditionalOnProperty(name = "test.bean", havingValue = "pool")
		HikariDataSource dataSource() {
			return this.pool;
		}

		@Bean("dataSource")
		@ConditionalOnProperty(name = "test.bean", havingValue = "lazy")
		DataSource lazy() {
			return new LazyConnectionDataSourceProxy(this.pool);
		}

		@Bean("dataSource")
		@ConditionalOnProperty(name = "test.bean", havingValue = "aware")
		DataSource aware() {
			return new TransactionAwareDataSourceProxy(this.pool);
		}

		@Bean
		JdbcTransactionManager transactionManager(ObjectProvider<DataSource> bean,
				@Value("${test.manager}") String choice) {
			return new JdbcTransactionManager(choice.equals("pool") ? this.pool : bean.getObject());
		}

		@Bean
		JdbcTemplate jdbcTemplate(ObjectProvider<DataSource> bean, @Value("${test.template}") String choice) {
			return new JdbcTemplate(choice.equals("pool") ? this.pool : bean.getObject());
		}

		@PreDestroy
		void close() {
			this.pool.close();
		}

	}

}
