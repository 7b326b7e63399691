package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.testing.RecordedSpans;
import jakarta.persistence.EntityManagerFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions of applications in which some have the pool and others have the bean.
 */
class MixedTransactionsTests {

	private static final String ONE_INSERT = """
			INTERNAL request
			  CLIENT INSERT t
			""";

	static Stream<Mixture> mixtures() {
		return Stream.of(new Mixture("all have the bean", (pool) -> pool, true, true),
				new Mixture("manager on the pool", (pool) -> pool, false, true),
				new Mixture("template on the pool", (pool) -> pool, true, false),
				new Mixture("all on the pool", (pool) -> pool, false, false),
				new Mixture("transaction-aware bean, manager on the pool", TransactionAwareDataSourceProxy::new, false,
						true),
				new Mixture("transaction-aware bean, template on the pool", TransactionAwareDataSourceProxy::new, true,
						false),
				new Mixture("transaction-aware bean", TransactionAwareDataSourceProxy::new, true, true),
				new Mixture("lazy bean", LazyConnectionDataSourceProxy::new, true, true),
				new Mixture("delegating bean", DelegatingDataSource::new, true, true),
				new Mixture("bean with advice", MixedTransactionsTests::advised, true, true), new Mixture(
						"bean of a generated class that takes no advice", MixedTransactionsTests::frozen, true, true));
	}

	@ParameterizedTest
	@MethodSource("mixtures")
	void aRollbackLeavesNoRow(Mixture mixture) {
		for (DataSource pool : new DataSource[] { hikari(), h2() }) {
			application(mixture, pool).run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				assertRolledBack(context, (connection) -> jdbc.update("INSERT INTO t VALUES (1)"));
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo(ONE_INSERT);
			});
		}
	}

	@Test
	void librariesThatLookForTheConnectionOfTheTransactionFindIt() {
		application(new Mixture("", (pool) -> pool, false, true), hikari()).run((context) -> {
			DataSource bean = context.getBean(DataSource.class);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertRolledBack(context,
					(any) -> new SimpleJdbcInsert(bean).withTableName("t")
						.usingColumns("id")
						.execute(java.util.Map.of("id", 1)));
			assertThat(spans.tree()).contains("CLIENT INSERT t");
			spans.clear();
			assertRolledBack(context, (any) -> DSL.using(new TransactionAwareDataSourceProxy(bean), SQLDialect.H2)
				.execute("INSERT INTO t VALUES (1)"));
			assertThat(spans.tree()).isEqualTo(ONE_INSERT);
			spans.clear();
			// MyBatis, Quartz.
			assertRolledBack(context, (any) -> {
				Connection connection = DataSourceUtils.getConnection(bean);
				assertThat(DataSourceUtils.isConnectionTransactional(connection, bean)).isTrue();
				assertThat(connection).isSameAs(DataSourceUtils.getConnection(pool(context)));
				new JdbcTemplate(new SingleConnectionDataSource(connection, true)).update("INSERT INTO t VALUES (1)");
				DataSourceUtils.releaseConnection(connection, pool(context));
				DataSourceUtils.releaseConnection(connection, bean);
			});
			assertThat(spans.tree()).isEqualTo(ONE_INSERT);
			assertThat(((HikariDataSource) bean).getHikariPoolMXBean().getActiveConnections()).isZero();
		});
	}

	@Test
	void theManagerKeepsItsPool() {
		HikariDataSource pool = hikari();
		application(new Mixture("", (any) -> any, false, true), pool).run((context) -> {
			assertThat(context.getBean(JdbcTransactionManager.class).getDataSource()).isSameAs(pool);
			DataSource bean = context.getBean(DataSource.class);
			assertThat(((InfrastructureProxy) bean).getWrappedObject()).isSameAs(pool);
		});
	}

	@Test
	void suspendedAndNestedTransactionsAreTraced() {
		application(new Mixture("", (any) -> any, false, true), hikari()).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			TransactionTemplate inner = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			inner.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
			assertRolledBack(context, (any) -> {
				inner.executeWithoutResult((status) -> jdbc.update("INSERT INTO t VALUES (2)"));
				jdbc.update("INSERT INTO t VALUES (1)");
				jdbc.update("DELETE FROM t WHERE id = 2");
			}, 1);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT INSERT t
					  CLIENT INSERT t
					  CLIENT DELETE t
					""");
		});
	}

	@Test
	void aProxyOfAProxyStandsForTheInnermostPool() {
		HikariDataSource pool = hikari();
		StandsForAnother outer = new StandsForAnother(pool);
		runner().withBean("dataSource", DataSource.class, () -> outer)
			.run((context) -> assertThat(((InfrastructureProxy) context.getBean(DataSource.class)).getWrappedObject())
				.isSameAs(pool));
	}

	@Test
	void onePoolUnderTwoNamesIsOneObject() {
		HikariDataSource pool = hikari();
		runner().withBean("one", DataSource.class, () -> pool, (definition) -> definition.setPrimary(true))
			.withBean("two", DataSource.class, () -> pool)
			.run((context) -> assertThat(context.getBean("one")).isSameAs(context.getBean("two")).isNotSameAs(pool));
	}

	@Test
	void templatesOnThePoolAreTraced() {
		HikariDataSource pool = hikari();
		runner().withBean("early", JdbcTemplate.class, () -> new JdbcTemplate(pool))
			.withBean("dataSource", DataSource.class, () -> pool)
			.withBean("late", NamedParameterJdbcTemplate.class, () -> new NamedParameterJdbcTemplate(pool))
			.run((context) -> {
				traced(context, () -> context.getBean("early", JdbcTemplate.class).queryForList("SELECT 1"));
				traced(context, () -> context.getBean("late", NamedParameterJdbcTemplate.class)
					.queryForList("SELECT 2", java.util.Map.of()));
				assertThat(context.getBean(RecordedSpans.class).all())
					.filteredOn((span) -> span.getName().equals("SELECT"))
					.hasSize(2);
			});
	}

	@Test
	void templatesOnAPoolThatIsExcludedAreNot() {
		HikariDataSource pool = hikari();
		runner().withPropertyValues("tracing.jdbc.exclude=dataSource")
			.withBean("dataSource", DataSource.class, () -> pool)
			.withBean(JdbcTemplate.class, () -> new JdbcTemplate(pool))
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				assertThat(jdbc.getDataSource()).isSameAs(pool);
				traced(context, () -> jdbc.queryForList("SELECT 1"));
				assertThat(context.getBean(RecordedSpans.class).tree()).doesNotContain("SELECT");
			});
	}

	@Test
	void jpaOnThePool() {
		HikariDataSource pool = hikari();
		runner().withBean("dataSource", DataSource.class, () -> pool)
			.withBean("entityManagerFactory", LocalContainerEntityManagerFactoryBean.class, () -> {
				LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
				factory.setDataSource(pool);
				factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
				factory.setManagedTypes(org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of());
				return factory;
			}, (definition) -> definition.setDependsOn("dataSource"))
			.withBean("transactionManager", JpaTransactionManager.class, () -> new JpaTransactionManager(),
					(definition) -> definition.getPropertyValues()
						.add("entityManagerFactory",
								new org.springframework.beans.factory.config.RuntimeBeanReference(
										"entityManagerFactory"))
						.add("dataSource", pool))
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
				assertRolledBack(context, (any) -> {
					jdbc.update("INSERT INTO t VALUES (1)");
					org.springframework.orm.jpa.EntityManagerFactoryUtils.getTransactionalEntityManager(factory)
						.createNativeQuery("INSERT INTO t VALUES (2)")
						.executeUpdate();
				});
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
						INTERNAL request
						  CLIENT INSERT t
						  CLIENT INSERT t
						""");
			});
	}

	private static ApplicationContextRunner application(Mixture mixture, DataSource pool) {
		return runner().withBean(Pool.class, () -> new Pool(pool))
			.withBean("dataSource", DataSource.class, () -> mixture.bean().apply(pool))
			.withInitializer((context) -> {
				org.springframework.context.support.GenericApplicationContext beans = (org.springframework.context.support.GenericApplicationContext) context;
				beans.registerBean("transactionManager", JdbcTransactionManager.class, () -> new JdbcTransactionManager(
						mixture.managerOnBean() ? beans.getBean("dataSource", DataSource.class) : pool));
				beans.registerBean("jdbcTemplate", JdbcTemplate.class, () -> new JdbcTemplate(
						mixture.templateOnBean() ? beans.getBean("dataSource", DataSource.class) : pool));
			});
	}

	private static void assertRolledBack(ApplicationContext context, Consumer<Object> code) {
		assertRolledBack(context, code, 0);
	}

	private static void assertRolledBack(ApplicationContext context, Consumer<Object> code, int rows) {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS t");
		jdbc.execute("CREATE TABLE t (id INT)");
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		traced(context, () -> transaction.execute((status) -> {
			code.accept("");
			status.setRollbackOnly();
			return "";
		}));
		assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM t", Integer.class)).isEqualTo(rows);
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
	}

	private static DataSource pool(ApplicationContext context) {
		return context.getBean(Pool.class).dataSource();
	}

	private static HikariDataSource hikari() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:mixed;DB_CLOSE_DELAY=-1");
		pool.setMaximumPoolSize(3);
		return pool;
	}

	private static JdbcDataSource h2() {
		JdbcDataSource pool = new JdbcDataSource();
		pool.setURL("jdbc:h2:mem:mixed;DB_CLOSE_DELAY=-1");
		return pool;
	}

	private static DataSource advised(DataSource pool) {
		return (DataSource) new ProxyFactory(pool).getProxy();
	}

	private static DataSource frozen(DataSource pool) {
		ProxyFactory factory = new ProxyFactory(pool);
		factory.setProxyTargetClass(!java.lang.reflect.Modifier.isFinal(pool.getClass().getModifiers()));
		factory.setFrozen(true);
		return (DataSource) factory.getProxy();
	}

	/**
	 * Who has what.
	 *
	 * @param name what is special about it
	 * @param bean makes the bean from the pool
	 * @param managerOnBean whether the manager has the bean
	 * @param templateOnBean whether the template has the bean
	 */
	record Mixture(String name, java.util.function.UnaryOperator<DataSource> bean, boolean managerOnBean,
			boolean templateOnBean) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	record Pool(DataSource dataSource) {

	}

	static class StandsForAnother extends DelegatingDataSource implements InfrastructureProxy {

		StandsForAnother(DataSource target) {
			super(target);
		}

		@Override
		public Object getWrappedObject() {
			return getTargetDataSource();
		}

	}

}
