package io.github.tracingstarter.instrument.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.boot.jdbc.metadata.HikariDataSourcePoolMetadata;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.util.ClassUtils;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a wrapped data source still is, and what is wrapped at all.
 */
@ExtendWith(OutputCaptureExtension.class)
class DataSourceWrappingTests {

	private static final String ONE_SELECT = """
			INTERNAL request
			  CLIENT SELECT
			""";

	@Test
	void aHikariDataSourceStaysOne() {
		runner().withBean(SimpleMeterRegistry.class)
			.withBean(NeedsHikari.class)
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					DataSourcePoolMetricsAutoConfiguration.class, DataSourceHealthContributorAutoConfiguration.class))
			.run((context) -> {
				users(context);
				HikariDataSource dataSource = context.getBean(NeedsHikari.class).dataSource();
				assertThat(AopUtils.isCglibProxy(dataSource)).isTrue();
				assertThat(dataSource.unwrap(HikariDataSource.class)).isSameAs(dataSource);
				assertThat(dataSource.isWrapperFor(HikariDataSource.class)).isTrue();
				assertThat(dataSource.isWrapperFor(XADataSource.class)).isFalse();
				assertThat(DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class))
					.isNotNull();
				assertThat(dataSource.getJdbcUrl()).isEqualTo("jdbc:h2:mem:shop");
				assertThat(dataSource.getHikariPoolMXBean().getTotalConnections()).isPositive();
				assertThat(context.getBean(DataSourceHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
				assertThat(context.getBean(SimpleMeterRegistry.class).getMeters())
					.filteredOn((meter) -> meter.getId().getName().startsWith("hikaricp."))
					.hasSize(10);
				assertThat(context.getBean(SimpleMeterRegistry.class).get("jdbc.connections.max").gauge().value())
					.isEqualTo(3);
				assertThat(new HikariDataSourcePoolMetadata(dataSource).getActive()).isZero();
				assertThat(context).doesNotHaveBean("scopedTarget.dataSource");
			});
	}

	@Test
	void aProxyIsOneOfSpringAopToWhoeverLooksBehindIt() {
		runner().run((context) -> {
			HikariDataSource dataSource = context.getBean(HikariDataSource.class);
			Object target = AopProxyUtils.getSingletonTarget(dataSource);
			assertThat(target).isExactlyInstanceOf(HikariDataSource.class);
			assertThat(AopUtils.getTargetClass(dataSource)).isEqualTo(HikariDataSource.class);
			assertThat(ClassUtils.getUserClass(dataSource)).isEqualTo(HikariDataSource.class);
			assertThat(((Advised) dataSource).isFrozen()).isTrue();
			assertThat(dataSource).isEqualTo(dataSource).isNotEqualTo(target).hasSameHashCodeAs(dataSource);
			assertThat(dataSource).hasToString(String.valueOf(target));
			assertThat(dataSource.getHikariConfigMXBean()).isSameAs(dataSource);
			dataSource.setPoolName("renamed");
			assertThat(((HikariDataSource) target).getPoolName()).isEqualTo("renamed");
		});
	}

	@Test
	void proxiesOfOneClassDoNotShareTheirTarget() {
		runner().withBean("one", HikariDataSource.class, () -> hikari("one"))
			.withBean("two", HikariDataSource.class, () -> hikari("two"))
			.run((context) -> {
				HikariDataSource one = context.getBean("one", HikariDataSource.class);
				HikariDataSource two = context.getBean("two", HikariDataSource.class);
				assertThat(one).hasSameClassAs(two).isNotEqualTo(two);
				assertThat(one.getJdbcUrl()).isEqualTo("jdbc:h2:mem:one");
				assertThat(two.getJdbcUrl()).isEqualTo("jdbc:h2:mem:two");
			});
	}

	@Test
	void whatTheDataSourceThrowsPassesUnchanged() {
		runner().run((context) -> {
			HikariDataSource dataSource = context.getBean(HikariDataSource.class);
			assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
				.isThrownBy(() -> dataSource.getConnection("a", "b"));
		});
	}

	@Test
	void closingTheApplicationClosesThePool() {
		HikariDataSource[] pool = new HikariDataSource[1];
		runner().run((context) -> {
			users(context);
			pool[0] = context.getBean(DataSource.class).unwrap(HikariDataSource.class);
			assertThat(pool[0].isClosed()).isFalse();
		});
		assertThat(pool[0].isClosed()).isTrue();
	}

	@Test
	void initializingThePoolAgainAsRebindingDoesFindsTheSameBean() {
		runner().run((context) -> {
			users(context);
			DataSource dataSource = context.getBean(DataSource.class);
			Object target = AopProxyUtils.getSingletonTarget(dataSource);
			assertThat(target).isNotNull();
			context.getAutowireCapableBeanFactory().initializeBean(target, "dataSource");
			assertOneSelect(context, dataSource);
			assertThat(context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("JDBC"))
				.hasSize(1);
		});
	}

	@Test
	void theReportNamesWhatIsTraced() {
		runner().run((context) -> assertThat(context.getBean(TracingReport.class).entries())
			.contains(new TracingReport.Entry("JDBC", "dataSource (HikariDataSource)", true, "")));
	}

	@Test
	void noConnectionIsOpenedForIt() {
		runner().withBean("dataSource", DataSource.class, Unconnected::new).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(TracedDataSources.isTraced(context.getBean(DataSource.class))).isTrue();
		});
	}

	@Test
	void objectsLeadBackToEachOtherAndAreEqualToThemselves() {
		runner().run((context) -> {
			users(context);
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				PreparedStatement statement = connection.prepareStatement("SELECT 1");
				DatabaseMetaData metaData = connection.getMetaData();
				assertThat(statement.getConnection()).isSameAs(connection);
				assertThat(connection.createStatement().getConnection()).isSameAs(connection);
				assertThat(connection.prepareCall("CALL 1").getConnection()).isSameAs(connection);
				assertThat(metaData.getConnection()).isSameAs(connection);
				assertThat(metaData.getDatabaseProductName()).isEqualTo("H2");
				assertThat(metaData).isEqualTo(metaData);
				assertThat(connection).isEqualTo(connection).hasSameHashCodeAs(connection);
				assertThat(statement).isEqualTo(statement).hasSameHashCodeAs(statement);
				assertThat(Set.of(connection)).contains(connection);
				assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
				assertThat(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class)).isTrue();
				assertThat(statement.unwrap(org.h2.jdbc.JdbcPreparedStatement.class)).isNotNull();
				assertThat(connection.toString()).contains("Hikari");
			}
		});
	}

	@Test
	void offByItsKey() {
		runner().withPropertyValues("tracing.jdbc.enabled=false").run((context) -> assertUntouched(context));
		runner().withPropertyValues("tracing.enabled=false").run((context) -> assertUntouched(context));
	}

	@Test
	void standsBackBehindDatasourceMicrometer() {
		runner()
			.withClassLoader(new ClassLoaderWith(
					"net.ttddyy.observation.boot.autoconfigure.DataSourceObservationAutoConfiguration"))
			.run((context) -> {
				assertUntouched(context);
				assertThat(context.getBean(TracingReport.class).entries())
					.anySatisfy((entry) -> assertThat(entry.reason()).startsWith("datasource-micrometer traces them"));
			});
	}

	@Test
	void worksWithoutHikari() {
		runner().withClassLoader(new FilteredClassLoader("com.zaxxer.hikari"))
			.withBean("dataSource", DataSource.class, () -> h2("plain"))
			.run((context) -> assertOneSelect(context, context.getBean(DataSource.class)));
	}

	@Test
	void anExcludedDataSourceIsLeftAloneAlsoBehindOthers() {
		runner().withPropertyValues("tracing.jdbc.exclude=audit")
			.withBean("audit", DataSource.class, () -> h2("audit"))
			.withBean("lazyAudit", DataSource.class, () -> new DelegatingDataSource(),
					(definition) -> definition.getPropertyValues()
						.add("targetDataSource",
								new org.springframework.beans.factory.config.RuntimeBeanReference("audit")))
			.run((context) -> {
				assertThat(context.getBean("audit")).isExactlyInstanceOf(JdbcDataSource.class);
				assertThat(TracedDataSources.isTraced(context.getBean("lazyAudit", DataSource.class))).isFalse();
				assertThat(context.getBean(TracingReport.class).entries()).anySatisfy(
						(entry) -> assertThat(entry.reason()).isEqualTo("it is listed in tracing.jdbc.exclude"));
			});
	}

	@Test
	void poolsOfAllKindsAreTraced() {
		for (DataSource dataSource : List.of(h2("a"), JdbcConnectionPool.create("jdbc:h2:mem:b", "sa", ""), dbcp(),
				new DriverManagerDataSource("jdbc:h2:mem:c"), new FinalDataSource(), new FinalMethodDataSource(),
				new PrivateDataSource(), jdkProxy(),
				new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build())) {
			runner().withBean("dataSource", DataSource.class, () -> dataSource).run((context) -> {
				assertThat(context).hasNotFailed();
				assertOneSelect(context, context.getBean(DataSource.class));
			});
		}
	}

	@Test
	void anEmbeddedDatabaseStaysOne() {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).build();
		runner().withBean("dataSource", EmbeddedDatabase.class, () -> database).run((context) -> {
			assertOneSelect(context, context.getBean(DataSource.class));
			context.getBean(EmbeddedDatabase.class).shutdown();
		});
	}

	@Test
	void severalDataSourcesAreTracedEachUnderItsName() {
		runner().withBean("orders", DataSource.class, () -> h2("orders"), (definition) -> definition.setPrimary(true))
			.withBean("customers", DataSource.class, () -> h2("customers"))
			.run((context) -> {
				select(context, context.getBean("orders", DataSource.class));
				select(context, context.getBean("customers", DataSource.class));
				assertThat(context.getBean(RecordedSpans.class).all())
					.filteredOn((span) -> span.getName().equals("SELECT"))
					.extracting((span) -> RecordedSpans.attributes(span).get("db.namespace"))
					.containsExactly("orders", "customers");
			});
	}

	@Test
	void routingToBeansIsLeftAlone() {
		runner().withUserConfiguration(RoutingToBeans.class).run((context) -> {
			DataSource routing = context.getBean("routing", DataSource.class);
			assertThat(routing).isExactlyInstanceOf(Routing.class);
			assertOneSelect(context, routing);
			assertThat(context.getBean(RecordedSpans.class).named("SELECT").getAttributes().asMap())
				.containsValue("east");
			assertThat(context.getBean(TracingReport.class).entries()).anySatisfy(
					(entry) -> assertThat(entry.reason()).isEqualTo("the data sources that it routes to are traced"));
		});
	}

	@Test
	void routingToHandMadeDataSourcesIsTracedEachByItsDatabase() {
		runner().withBean("dataSource", Routing.class, () -> {
			Routing routing = new Routing();
			routing.setTargetDataSources(Map.of("east", h2("east"), "west", h2("west")));
			return routing;
		}).run((context) -> {
			Routing routing = context.getBean(Routing.class);
			select(context, routing);
			Routing.key = "west";
			try {
				select(context, routing);
			}
			finally {
				Routing.key = "east";
			}
			assertThat(context.getBean(RecordedSpans.class).all()).filteredOn((span) -> span.getName().equals("SELECT"))
				.extracting((span) -> RecordedSpans.attributes(span).get("db.namespace"))
				.containsExactly("east", "west");
		});
	}

	@Test
	void lazyConnectionFetchIsKept() {
		Assumptions.assumeTrue(
				ClassUtils.isPresent(
						"org.springframework.boot.jdbc.autoconfigure.LazyConnectionDataSourceConfiguration", null),
				"The property came with Spring Boot 4.1");
		runner().withPropertyValues("spring.datasource.connection-fetch=lazy").run((context) -> {
			users(context);
			DataSource dataSource = context.getBean(DataSource.class);
			assertThat(dataSource).isExactlyInstanceOf(LazyConnectionDataSourceProxy.class);
			assertOneSelect(context, dataSource);
			HikariDataSource pool = DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class,
					HikariDataSource.class);
			assertThat(pool).isNotNull();
			try (Connection connection = dataSource.getConnection()) {
				connection.setAutoCommit(false);
				assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
				connection.commit();
				assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
			}
		});
	}

	@Test
	void poolsAreTracedOnceWhoeverWrapsThem() {
		runner().withUserConfiguration(Wrapped.class).run((context) -> {
			for (String name : List.of("pool", "lazy", "aware", "foreign", "opaque", "deep", "handMade")) {
				DataSource dataSource = context.getBean(name, DataSource.class);
				context.getBean(RecordedSpans.class).clear();
				assertOneSelect(context, dataSource);
			}
			assertThat(context.getBean("lazy")).isExactlyInstanceOf(LazyConnectionDataSourceProxy.class);
			assertThat(context.getBean("handMade")).isExactlyInstanceOf(LazyConnectionDataSourceProxy.class);
		});
	}

	@Test
	void aScopedDataSourceIsTracedThroughItsProxy() {
		runner().withUserConfiguration(Scoped.class)
			.withInitializer((context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
			.run((context) -> {
				assertThat(context.getBean("scopedTarget.scoped")).isExactlyInstanceOf(DriverManagerDataSource.class);
				assertThat(context.getBean("scoped")).isInstanceOf(DriverManagerDataSource.class);
				assertOneSelect(context, context.getBean("scoped", DataSource.class));
			});
	}

	/**
	 * As with the developer tools: Spring makes proxies through the loader of the
	 * application, and we through that of the library.
	 */
	@Test
	void aScopedDataSourceIsTracedWhereTheApplicationHasAClassLoaderOfItsOwn() {
		runner().withUserConfiguration(Scoped.class)
			.withClassLoader(new URLClassLoader(new URL[0], getClass().getClassLoader()))
			.withInitializer((context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
			.run((context) -> assertOneSelect(context, context.getBean("scoped", DataSource.class)));
	}

	@Test
	void anXaDataSourceIsLeftAlone() {
		XADataSource xa = (XADataSource) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { XADataSource.class }, (proxy, method, args) -> switch (method.getName()) {
					case "hashCode" -> 1;
					case "equals" -> proxy == args[0];
					default -> "xa";
				});
		runner().withBean("xa", XADataSource.class, () -> xa).run((context) -> {
			assertThat(context.getBean("xa")).isSameAs(xa);
			assertThat(context.getBean(TracingReport.class).entries()).anySatisfy(
					(entry) -> assertThat(entry.reason()).isEqualTo("it is an XADataSource but not a DataSource"));
		});
	}

	@Test
	void aDataSourceCreatedTooEarlyIsNoticed(CapturedOutput output) {
		runner().withUserConfiguration(TooEarly.class).run((context) -> {
			assertThat(context.getBean("early", DataSource.class)).isExactlyInstanceOf(JdbcDataSource.class);
			assertThat(output).contains(
					"The DataSource 'early' is not traced: it was created too early, for needsDataSource. Declare");
			assertThat(context.getBean(TracingReport.class).entries()).contains(new TracingReport.Entry("JDBC",
					"early (JdbcDataSource)", false, "it was created before the post-processor that traces it"));
		});
	}

	@Test
	void noDataSourceIsTooEarlyThatNoPostProcessorIsToSee(CapturedOutput output) {
		runner().withBean("unused", Made.class)
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("registered", h2("registered")))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(DataSource.class)).contains("unused", "registered");
				assertThat(output).doesNotContain("created too early");
				assertThat(context.getBean(TracingReport.class).entries()).isEmpty();
			});
	}

	@Test
	void anExcludedPrototypeIsReportedOnce() {
		runner().withPropertyValues("tracing.jdbc.exclude=audit")
			.withBean("audit", DataSource.class, () -> h2("audit"), (definition) -> definition.setScope("prototype"))
			.run((context) -> {
				assertThat(context.getBean("audit")).isNotSameAs(context.getBean("audit"));
				assertThat(context.getBean(TracingReport.class).entries()).hasSize(1);
			});
	}

	@Test
	void aPoolIsAskedForIdleConnectionsOnlyWhereStatementsAreTraced() {
		runner().withBean("dataSource", AskedPool.class).run((context) -> {
			AtomicInteger asked = asked(context);
			users(context);
			assertThat(asked).hasValue(0);
			assertOneSelect(context, context.getBean(DataSource.class));
			assertThat(asked).hasValue(1);
		});
		runner().withPropertyValues("tracing.jdbc.without-parent=true")
			.withBean("dataSource", AskedPool.class)
			.run((context) -> {
				users(context);
				assertThat(asked(context)).hasPositiveValue();
			});
	}

	@Test
	void noBeanIsReportedAsNotEligibleForPostProcessing(CapturedOutput output) {
		runner().run((context) -> assertThat(output).doesNotContain("not eligible for getting processed"));
	}

	private static AtomicInteger asked(ApplicationContext context) {
		AskedPool pool = (AskedPool) AopProxyUtils.getSingletonTarget(context.getBean(DataSource.class));
		assertThat(pool).isNotNull();
		return pool.asked;
	}

	private static void assertUntouched(ApplicationContext context) {
		users(context);
		assertThat(context.getBean(DataSource.class).getClass()).isEqualTo(HikariDataSource.class);
		assertThat(context.getBeanNamesForType(DataSourceTracingPostProcessor.class)).isEmpty();
		assertThat(context.getBeanNamesForType(StatementTracer.class)).isEmpty();
	}

	private static void assertOneSelect(ApplicationContext context, DataSource dataSource) {
		select(context, dataSource);
		assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo(ONE_SELECT);
	}

	private static void select(ApplicationContext context, DataSource dataSource) {
		traced(context, () -> {
			try (Connection connection = dataSource.getConnection();
					Statement statement = connection.createStatement()) {
				return statement.executeQuery("SELECT 1").next();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static HikariDataSource hikari(String name) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + name);
		return dataSource;
	}

	private static JdbcDataSource h2(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + name);
		return dataSource;
	}

	private static BasicDataSource dbcp() {
		BasicDataSource dataSource = new BasicDataSource();
		dataSource.setUrl("jdbc:h2:mem:dbcp");
		return dataSource;
	}

	private static DataSource jdkProxy() {
		DataSource target = h2("proxied");
		return (DataSource) Proxy.newProxyInstance(DataSourceWrappingTests.class.getClassLoader(),
				new Class<?>[] { DataSource.class }, (proxy, method, args) -> method.invoke(target, args));
	}

	/**
	 * As if a library with that class were on the class path.
	 */
	static final class ClassLoaderWith extends ClassLoader {

		private final String name;

		ClassLoaderWith(String name) {
			super(DataSourceWrappingTests.class.getClassLoader());
			this.name = name;
		}

		@Override
		protected Class<?> findClass(String className) throws ClassNotFoundException {
			if (!className.equals(this.name)) {
				throw new ClassNotFoundException(className);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, className.replace('.', '/'), null, "java/lang/Object", null);
			byte[] bytes = writer.toByteArray();
			return defineClass(className, bytes, 0, bytes.length);
		}

	}

	static class AskedPool extends HikariDataSource {

		private final AtomicInteger asked = new AtomicInteger();

		AskedPool() {
			setJdbcUrl("jdbc:h2:mem:asked");
		}

		@Override
		public HikariPoolMXBean getHikariPoolMXBean() {
			this.asked.incrementAndGet();
			return super.getHikariPoolMXBean();
		}

	}

	static class Made implements FactoryBean<DataSource> {

		@Override
		public DataSource getObject() {
			return h2("made");
		}

		@Override
		public Class<?> getObjectType() {
			return DataSource.class;
		}

	}

	record NeedsHikari(HikariDataSource dataSource) {

	}

	static final class FinalDataSource extends DriverManagerDataSource {

		FinalDataSource() {
			super("jdbc:h2:mem:final");
		}

	}

	static class FinalMethodDataSource extends AbstractDataSource {

		private final DataSource target = h2("final-method");

		@Override
		public final Connection getConnection() throws SQLException {
			return this.target.getConnection();
		}

		@Override
		public final Connection getConnection(String username, String password) throws SQLException {
			return this.target.getConnection(username, password);
		}

	}

	private static class PrivateDataSource extends DriverManagerDataSource {

		PrivateDataSource() {
			super("jdbc:h2:mem:private");
		}

	}

	static class Unconnected implements DataSource {

		@Override
		public Connection getConnection() {
			throw new AssertionError("A connection was opened");
		}

		@Override
		public Connection getConnection(String username, String password) {
			throw new AssertionError("A connection was opened");
		}

		@Override
		public PrintWriter getLogWriter() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void setLogWriter(PrintWriter out) {
		}

		@Override
		public void setLoginTimeout(int seconds) {
		}

		@Override
		public int getLoginTimeout() {
			return 0;
		}

		@Override
		public Logger getParentLogger() {
			return Logger.getGlobal();
		}

		@Override
		public <T> T unwrap(Class<T> type) throws SQLException {
			throw new SQLException("no");
		}

		@Override
		public boolean isWrapperFor(Class<?> type) {
			return false;
		}

	}

	static class Routing extends AbstractRoutingDataSource {

		private static volatile String key = "east";

		@Override
		protected Object determineCurrentLookupKey() {
			return key;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RoutingToBeans {

		@Bean
		DataSource east() {
			return h2("east");
		}

		@Bean
		DataSource west() {
			return h2("west");
		}

		@Bean
		@Primary
		Routing routing(DataSource east, DataSource west) {
			Routing routing = new Routing();
			routing.setTargetDataSources(Map.of("east", east, "west", west));
			return routing;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Wrapped {

		@Bean
		@Primary
		DataSource pool() {
			return h2("wrapped");
		}

		@Bean
		DataSource lazy(DataSource pool) {
			return new LazyConnectionDataSourceProxy(pool);
		}

		@Bean
		DataSource aware(DataSource pool) {
			return new TransactionAwareDataSourceProxy(pool);
		}

		@Bean
		DataSource foreign(DataSource pool) {
			return new Foreign(pool);
		}

		@Bean
		DataSource opaque(DataSource pool) {
			return new Opaque(pool);
		}

		@Bean
		DataSource deep(DataSource pool) {
			return new DelegatingDataSource(new LazyConnectionDataSourceProxy(new Foreign(pool)));
		}

		@Bean
		DataSource handMade() {
			return new LazyConnectionDataSourceProxy(h2("hand-made"));
		}

	}

	/**
	 * A wrapper that knows nothing of {@link java.sql.Wrapper}.
	 */
	static class Foreign extends Unconnected {

		private final DataSource target;

		Foreign(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() {
			try {
				return this.target.getConnection();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * One that wraps connections and statements as well.
	 */
	static class Opaque extends Foreign {

		Opaque(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() {
			return wrap(Connection.class, super.getConnection());
		}

		private static <T> T wrap(Class<T> type, Object target) {
			return type.cast(Proxy.newProxyInstance(Opaque.class.getClassLoader(), new Class<?>[] { type },
					(proxy, method, args) -> {
						Object result = method.invoke(target, args);
						return (result instanceof Statement) ? wrap(method.getReturnType(), result) : result;
					}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		DriverManagerDataSource scoped() {
			return new DriverManagerDataSource("jdbc:h2:mem:scoped");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TooEarly {

		@Bean
		JdbcDataSource early() {
			return h2("early");
		}

		@Bean
		static NeedsDataSource needsDataSource(DataSource early) {
			return new NeedsDataSource(new JdbcTemplate(early));
		}

	}

	record NeedsDataSource(JdbcTemplate jdbc) implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
