package io.github.tracingstarter.instrument.jdbc;

import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spies of an application's tests: nobody calls them but the test.
 */
@SpringJUnitConfig
class SpiedDataAccessTests {

	@MockitoSpyBean
	private DataSource dataSource;

	@MockitoSpyBean
	private JdbcTemplate template;

	@MockitoSpyBean
	private NamedParameterJdbcTemplate named;

	@MockitoSpyBean
	private JdbcTransactionManager manager;

	@MockitoSpyBean
	private TransactionTemplate transactions;

	@Test
	void nobodyTouchedThem() {
		assertThat(Stream.of(this.template, this.named, this.manager, this.transactions, this.dataSource)
			.flatMap((spy) -> Mockito.mockingDetails(spy).getInvocations().stream())).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ OpenTelemetrySdkAutoConfiguration.class, TracingAutoConfiguration.class,
			PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class, ReportAutoConfiguration.class,
			RedactionAutoConfiguration.class, JdbcTracingAutoConfiguration.class })
	static class Application {

		private static final JdbcDataSource POOL = new JdbcDataSource();

		@Bean
		DataSource dataSource() {
			return POOL;
		}

		@Bean
		JdbcTemplate template() {
			return new JdbcTemplate(POOL);
		}

		@Bean
		NamedParameterJdbcTemplate named() {
			return new NamedParameterJdbcTemplate(POOL);
		}

		@Bean
		JdbcTransactionManager manager() {
			return new JdbcTransactionManager(POOL);
		}

		@Bean
		TransactionTemplate transactions() {
			return new TransactionTemplate(new JdbcTransactionManager(POOL));
		}

	}

}
