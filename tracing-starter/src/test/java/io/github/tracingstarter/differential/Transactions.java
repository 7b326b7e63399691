package io.github.tracingstarter.differential;

import java.sql.Connection;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jooq.CloseableDSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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

/**
 * Which rows are left after a transaction, whoever holds the pool and whoever the bean.
 */
final class Transactions {

	static {
		// What jOOQ logs at its first statement would stand in the log of one
		// application.
		try (CloseableDSLContext first = DSL.using("jdbc:h2:mem:first")) {
			first.execute("SELECT 1");
		}
	}

	private Transactions() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				Situation.of("transaction: manager and template on the bean", AllOnTheBean.class, Transactions::rows),
				Situation.of("transaction: Boot's manager, pool and template", BootsOwn.class, Transactions::rows)
					.with("spring.datasource.url=jdbc:h2:mem:boots-own"),
				Situation.of("transaction: all on the pool", AllOnThePool.class, Transactions::rows),
				Situation.of("transaction: a lazy bean, manager on the pool", Lazy.class, Transactions::rows),
				Situation.of("transaction: manager on the pool, template on the bean", ManagerOnThePool.class,
						Transactions::rows),
				Situation
					.of("transaction: manager on the pool, the connection that is bound", ManagerOnThePool.class,
							Transactions::bound)
					.withoutSpans(),
				Situation.of("transaction: manager on the pool, jOOQ on the bean", ManagerOnThePool.class,
						Transactions::jooq),
				Situation.of("transaction: manager on the bean, template on the pool", TemplateOnThePool.class,
						Transactions::rows),
				Situation.of("transaction: manager on the pool, a transaction-aware bean", TransactionAware.class,
						Transactions::rows));
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
	 * Asks for the connection of the transaction by the bean, and by what the manager
	 * has.
	 */
	private static @Nullable Object bound(ConfigurableApplicationContext context) {
		DataSource bean = context.getBean(DataSource.class);
		DataSource pool = ManagerOnThePool.pool;
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
		// It greets once in each process.
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
		pool.setJdbcUrl("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name));
		pool.setMaximumPoolSize(3);
		pool.setPoolName(name);
		return pool;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class BootsOwn {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class AllOnTheBean {

		@Bean
		HikariDataSource dataSource() {
			return pool("all-on-the-bean");
		}

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class ManagerOnThePool {

		static HikariDataSource pool = new HikariDataSource();

		ManagerOnThePool() {
			pool = pool("manager-on-the-pool");
		}

		@Bean(destroyMethod = "")
		HikariDataSource dataSource() {
			return pool;
		}

		@Bean
		JdbcTransactionManager transactionManager() {
			return new JdbcTransactionManager(pool);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class TemplateOnThePool {

		static HikariDataSource pool = new HikariDataSource();

		TemplateOnThePool() {
			pool = pool("template-on-the-pool");
		}

		@Bean(destroyMethod = "")
		HikariDataSource dataSource() {
			return pool;
		}

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate() {
			return new JdbcTemplate(pool);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class AllOnThePool {

		static HikariDataSource pool = new HikariDataSource();

		AllOnThePool() {
			pool = pool("all-on-the-pool");
		}

		@Bean(destroyMethod = "")
		HikariDataSource dataSource() {
			return pool;
		}

		@Bean
		JdbcTransactionManager transactionManager() {
			return new JdbcTransactionManager(pool);
		}

		@Bean
		JdbcTemplate jdbcTemplate() {
			return new JdbcTemplate(pool);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class TransactionAware {

		static HikariDataSource pool = new HikariDataSource();

		TransactionAware() {
			pool = pool("transaction-aware");
		}

		@Bean
		DataSource dataSource() {
			return new TransactionAwareDataSourceProxy(pool);
		}

		@Bean
		JdbcTransactionManager transactionManager() {
			return new JdbcTransactionManager(pool);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Lazy {

		static HikariDataSource pool = new HikariDataSource();

		Lazy() {
			pool = pool("lazy");
		}

		@Bean
		DataSource dataSource() {
			return new LazyConnectionDataSourceProxy(pool);
		}

		@Bean
		JdbcTransactionManager transactionManager() {
			return new JdbcTransactionManager(pool);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

}
