package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data sources within others, in a parent context, or in no context at all: each of their
 * statements makes one span.
 */
@ExtendWith(OutputCaptureExtension.class)
class InnerDataSourcesTests {

	@Test
	void theReplicaOfALazyDataSource() {
		for (boolean bean : new boolean[] { true, false }) {
			runner().withBean("primary", DataSource.class, () -> bean ? hikari("primary") : lazy(hikari("primary")))
				.withBean("lazy", DataSource.class, () -> new LazyConnectionDataSourceProxy(),
						primary((definition) -> definition.getPropertyValues()
							.add("targetDataSource",
									new org.springframework.beans.factory.config.RuntimeBeanReference("primary"))
							.add("readOnlyDataSource", hikari("replica"))))
				.run((context) -> {
					assertThat(context.getBean("lazy")).isExactlyInstanceOf(LazyConnectionDataSourceProxy.class);
					assertOneSpanFor(context, "primary", "replica");
				});
		}
	}

	@Test
	void theReplicaOfALazyDataSourceWithinAnother() {
		runner().withBean("dataSource", DataSource.class, () -> new DelegatingDataSource(lazy(hikari("primary"))))
			.run((context) -> assertOneSpanFor(context, "primary", "replica"));
	}

	@Test
	void aReplicaThatIsExcludedIsNotTraced() {
		runner().withPropertyValues("tracing.jdbc.exclude=replica")
			.withBean("replica", DataSource.class, () -> hikari("replica"))
			.withBean("lazy", DataSource.class, () -> new LazyConnectionDataSourceProxy(),
					primary((definition) -> definition.getPropertyValues()
						.add("targetDataSource", hikari("primary"))
						.add("readOnlyDataSource",
								new org.springframework.beans.factory.config.RuntimeBeanReference("replica"))))
			.run((context) -> assertThat(namespaces(context)).isEmpty());
	}

	@Test
	void routingToOneBeanAndOneThatIsNone() {
		runner().withUserConfiguration(Routed.class).run((context) -> assertOneSpanFor(context, "primary", "replica"));
		runner().withUserConfiguration(LazyRouted.class)
			.run((context) -> assertOneSpanFor(context, "primary", "replica"));
	}

	@Test
	void oneThatTheApplicationWrote() {
		runner().withUserConfiguration(Written.class).run((context) -> assertOneSpanFor(context, "primary", "replica"));
		runner().withUserConfiguration(WrittenByDelegation.class)
			.run((context) -> assertOneSpanFor(context, "primary", "replica"));
	}

	@Test
	void oneThatTheApplicationWroteStaysWhatItIsIfAllBehindItAreBeans() {
		runner().withBean("primary", DataSource.class, () -> hikari("primary"))
			.withBean("replica", DataSource.class, () -> hikari("replica"))
			.withUserConfiguration(OfBeans.class)
			.run((context) -> {
				assertThat(context.getBean("written")).isExactlyInstanceOf(ReadWrite.class);
				assertOneSpanFor(context, "primary", "replica");
			});
	}

	@Test
	void onesInAParentContextAreNamedAndTracedWhereTemplatesAndManagersHaveThem(CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Parent.class)) {
			runner().withParent(parent).run((context) -> {
				assertThat(context.getBean(DataSource.class)).isSameAs(parent.getBean(DataSource.class));
				assertThat(output.getOut().split("\\R")).filteredOn((line) -> line.contains("'ofTheParent'"))
					.singleElement()
					.asString()
					.contains("of a parent context is traced only where");
				assertThat(context.getBean(TracingReport.class).entries())
					.containsExactly(new TracingReport.Entry("JDBC", "ofTheParent (HikariDataSource)", false,
							"it is a bean of a parent context without tracing"));
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("CREATE TABLE parents (id INT)");
				System.gc();
				traced(context, () -> context.getBean(TransactionTemplate.class).execute((status) -> {
					status.setRollbackOnly();
					return jdbc.update("INSERT INTO parents VALUES (1)");
				}));
				assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM parents", Integer.class)).isZero();
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
						INTERNAL request
						  CLIENT INSERT parents
						""");
			});
		}
	}

	@Test
	void oneInAParentContextThatTracesItIsNotNamed(CapturedOutput output) {
		runner().withBean("ofTheParent", DataSource.class, () -> hikari("parent"))
			.run((parent) -> runner().withParent(parent).run((context) -> {
				assertThat(output).doesNotContain("of a parent context");
				traced(context, () -> context.getBean(JdbcTemplate.class).queryForList("SELECT 1"));
				assertThat(parent.getBean(RecordedSpans.class).named("SELECT")).isNotNull();
			}));
	}

	@Test
	void oneThatCannotBeLookedIntoIsTracedAllTheSame() {
		runner().withBean("closed", DataSource.class, () -> new Closed(hikari("primary"))).run((context) -> {
			traced(context, () -> context.getBean(JdbcTemplate.class).queryForList("SELECT 1"));
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT
					""");
		});
	}

	@Test
	void oneOfAParentContextThatCannotBeLookedIntoDoesNotEndTheStart() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean("ofTheParent", DataSource.class, () -> new Closed(hikari("primary")));
			parent.refresh();
			runner().withParent(parent).run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(JdbcTemplate.class).queryForList("SELECT 1");
			});
		}
	}

	private static BeanDefinitionCustomizer primary(BeanDefinitionCustomizer customizer) {
		return (definition) -> {
			definition.setPrimary(true);
			customizer.customize(definition);
		};
	}

	private static void assertOneSpanFor(ApplicationContext context, String... namespaces) {
		assertThat(namespaces(context)).containsExactly((Object[]) namespaces);
	}

	/**
	 * Reads in a transaction that may write, and in one that only reads.
	 */
	private static List<Object> namespaces(ApplicationContext context) {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		for (boolean readOnly : new boolean[] { false, true, false, true }) {
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			transaction.setReadOnly(readOnly);
			traced(context, () -> transaction.execute((status) -> jdbc.queryForList("SELECT 1")));
		}
		List<Object> all = context.getBean(RecordedSpans.class)
			.all()
			.stream()
			.filter((span) -> span.getName().equals("SELECT"))
			.map((span) -> RecordedSpans.attributes(span).get("db.namespace"))
			.toList();
		assertThat(all).isEqualTo(all.isEmpty() ? all : List.of("primary", "replica", "primary", "replica"));
		return all.stream().distinct().toList();
	}

	private static DataSource lazy(DataSource target) {
		LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(target);
		lazy.setReadOnlyDataSource(hikari("replica"));
		return lazy;
	}

	private static HikariDataSource hikari(String name) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:" + name);
		pool.setMaximumPoolSize(1);
		return pool;
	}

	private static boolean isReadOnly() {
		return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	private static DataSource routing(DataSource primary) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected Object determineCurrentLookupKey() {
				return isReadOnly() ? "replica" : "primary";
			}

		};
		routing.setTargetDataSources(Map.of("primary", primary, "replica", hikari("replica")));
		routing.afterPropertiesSet();
		return routing;
	}

	@Configuration(proxyBeanMethods = false)
	static class Routed {

		@Bean
		DataSource primary() {
			return hikari("primary");
		}

		// The transaction begins before it is known what it is for.
		@Bean
		@Primary
		DataSource dataSource(@Qualifier("primary") DataSource primary) {
			return new LazyConnectionDataSourceProxy(routing(primary));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyRouted {

		@Bean
		DataSource primary() {
			return hikari("primary");
		}

		@Bean
		DataSource routing(@Qualifier("primary") DataSource primary) {
			return InnerDataSourcesTests.routing(primary);
		}

		@Bean
		@Primary
		DataSource dataSource(@Qualifier("routing") DataSource routing) {
			return new LazyConnectionDataSourceProxy(routing);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Written {

		@Bean
		DataSource primary() {
			return hikari("primary");
		}

		@Bean
		@Primary
		DataSource written(@Qualifier("primary") DataSource primary) {
			return new LazyConnectionDataSourceProxy(new ReadWrite(primary, hikari("replica")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrittenByDelegation {

		@Bean
		DataSource primary() {
			return hikari("primary");
		}

		@Bean
		DataSource written(@Qualifier("primary") DataSource primary) {
			return new Delegating(primary, hikari("replica"));
		}

		@Bean
		@Primary
		DataSource dataSource(@Qualifier("written") DataSource written) {
			return new LazyConnectionDataSourceProxy(written);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfBeans {

		@Bean
		DataSource written(@Qualifier("primary") DataSource primary, @Qualifier("replica") DataSource replica) {
			return new ReadWrite(primary, replica);
		}

		@Bean
		@Primary
		DataSource dataSource(@Qualifier("written") DataSource written) {
			return new LazyConnectionDataSourceProxy(written);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Parent {

		@Bean
		HikariDataSource ofTheParent() {
			return hikari("parent");
		}

	}

	/**
	 * Has data sources for tenants, which it shows to nobody yet.
	 */
	static class Closed extends AbstractDataSource {

		private final DataSource target;

		private final Map<String, DataSource> tenants = new AbstractMap<>() {

			@Override
			public Set<Entry<String, DataSource>> entrySet() {
				throw new IllegalStateException("no tenant is known");
			}

		};

		Closed(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.target.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return this.tenants.get(username).getConnection();
		}

	}

	static class ReadWrite extends AbstractDataSource {

		private final DataSource primary;

		private final List<DataSource> replicas;

		ReadWrite(DataSource primary, DataSource replica) {
			this.primary = primary;
			this.replicas = List.of(replica);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return (isReadOnly() ? this.replicas.get(0) : this.primary).getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

		@Override
		public boolean isWrapperFor(Class<?> type) throws SQLException {
			return type.isInstance(this) || this.primary.isWrapperFor(type);
		}

	}

	static class Delegating extends DelegatingDataSource {

		private final DataSource replica;

		Delegating(DataSource primary, DataSource replica) {
			super(primary);
			this.replica = replica;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return isReadOnly() ? this.replica.getConnection() : super.getConnection();
		}

	}

}
