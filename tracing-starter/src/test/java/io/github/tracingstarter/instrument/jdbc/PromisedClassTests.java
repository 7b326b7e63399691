package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data sources whose beans promise a class, which the application then asks for.
 */
@ExtendWith(OutputCaptureExtension.class)
class PromisedClassTests {

	@ParameterizedTest
	@ValueSource(classes = { C3p0.class, H2.class, FinalMethod.class, FinalClass.class, MadeByAFactory.class })
	void theApplicationStartsAndItsTemplatesAreTraced(Class<?> application, CapturedOutput output) {
		runner().withUserConfiguration(application).run((context) -> {
			assertThat(context).hasNotFailed();
			DataSource bean = context.getBean("dataSource", DataSource.class);
			String name = bean.getClass().getName();
			assertThat(bean).isSameAs(context.getBean(User.class).dataSource());
			assertThat(output.getOut().split("\\R")).filteredOn((line) -> line.contains("'dataSource'"))
				.singleElement()
				.asString()
				.contains("DataSourceTracingPostProcessor", "is traced only where a JdbcTemplate", name);
			assertThat(context.getBean(TracingReport.class).entries()).containsExactly(
					new TracingReport.Entry("JDBC", "dataSource (%s)".formatted(bean.getClass().getSimpleName()), false,
							"its class, which is the declared type of the bean, is final or has final methods"));
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("CREATE TABLE promised (id INT)");
			traced(context, () -> context.getBean(TransactionTemplate.class).execute((status) -> {
				status.setRollbackOnly();
				return jdbc.update("INSERT INTO promised VALUES (1)");
			}));
			assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM promised", Integer.class)).isZero();
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT INSERT promised
					""");
			try (Connection connection = bean.getConnection(); Statement statement = connection.createStatement()) {
				assertThat(connection).isNotInstanceOf(TracedConnection.class);
				statement.execute("DROP TABLE promised");
			}
		});
	}

	@Test
	void whereABeanPromisesNoMoreThanAnInterfaceAllOfItIsTraced(CapturedOutput output) {
		runner().withBean("dataSource", DataSource.class, () -> h2("interface")).run((context) -> {
			assertThat(TracedDataSources.isTraced(context.getBean(DataSource.class))).isTrue();
			assertThat(output).doesNotContain("'dataSource'");
		});
	}

	@Test
	void inACircleAllGetTheSamePool() {
		runner().withAllowCircularReferences(true)
			.withInitializer((context) -> HikariWithListener.pools = 0)
			.withUserConfiguration(Circle.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				DataSource bean = context.getBean(DataSource.class);
				assertThat(context.getBean(Listener.class).jdbc.getDataSource()).isSameAs(bean);
				assertThat(HikariWithListener.pools).isOne();
				assertRolledBack(context, context.getBean(Listener.class).jdbc);
			});
	}

	private static void assertRolledBack(ApplicationContext context, JdbcTemplate jdbc) {
		jdbc.execute("DROP TABLE IF EXISTS circle");
		jdbc.execute("CREATE TABLE circle (id INT)");
		traced(context, () -> context.getBean(TransactionTemplate.class).execute((status) -> {
			status.setRollbackOnly();
			return jdbc.update("INSERT INTO circle VALUES (1)");
		}));
		assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM circle", Integer.class)).isZero();
		assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
				INTERNAL request
				  CLIENT INSERT circle
				""");
	}

	private static JdbcDataSource h2(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:promised-%s;DB_CLOSE_DELAY=-1".formatted(name));
		return dataSource;
	}

	record User(DataSource dataSource) {

	}

	@Configuration(proxyBeanMethods = false)
	static class C3p0 {

		@Bean
		ComboPooledDataSource dataSource() {
			ComboPooledDataSource dataSource = new ComboPooledDataSource();
			dataSource.setJdbcUrl("jdbc:h2:mem:promised-c3p0");
			dataSource.setMaxPoolSize(2);
			dataSource.setMinPoolSize(1);
			dataSource.setInitialPoolSize(1);
			return dataSource;
		}

		@Bean
		User user(ComboPooledDataSource dataSource) {
			return new User(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class H2 {

		@Bean
		JdbcDataSource dataSource() {
			return h2("promised");
		}

		@Bean
		User user(JdbcDataSource dataSource) {
			return new User(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MadeByAFactory {

		@Bean
		Factory dataSource() {
			return new Factory();
		}

		@Bean
		User user(JdbcDataSource dataSource) {
			return new User(dataSource);
		}

	}

	static class Factory implements FactoryBean<JdbcDataSource> {

		@Override
		public JdbcDataSource getObject() {
			return h2("factory");
		}

		@Override
		public Class<?> getObjectType() {
			return JdbcDataSource.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalMethod {

		@Bean
		HikariWithFinalMethod dataSource() {
			return new HikariWithFinalMethod();
		}

		@Bean
		User user(HikariWithFinalMethod dataSource) {
			return new User(dataSource);
		}

	}

	static class HikariWithFinalMethod extends HikariDataSource {

		private final String name = "final-method";

		HikariWithFinalMethod() {
			setJdbcUrl("jdbc:h2:mem:final-method");
		}

		public final String name() {
			return this.name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalClass {

		@Bean
		FinalHikari dataSource() {
			return new FinalHikari();
		}

		@Bean
		User user(HikariDataSource dataSource) {
			return new User(dataSource);
		}

	}

	static final class FinalHikari extends HikariDataSource {

		FinalHikari() {
			setJdbcUrl("jdbc:h2:mem:final-class");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Circle {

		@Bean
		HikariWithListener dataSource() {
			return new HikariWithListener();
		}

		@Bean
		Listener listener(DataSource dataSource) {
			return new Listener(new JdbcTemplate(dataSource));
		}

	}

	static class HikariWithListener extends HikariDataSource {

		static int pools;

		HikariWithListener() {
			pools++;
			setJdbcUrl("jdbc:h2:mem:circle");
		}

		@org.springframework.beans.factory.annotation.Autowired
		public void setListener(Listener listener) {
		}

	}

	record Listener(JdbcTemplate jdbc) {

	}

}
