package io.github.tracingstarter.instrument.jdbc;

import javax.sql.DataSource;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application's test that replaces its data source.
 */
@SpringJUnitConfig
class MockedDataSourceTests {

	@MockitoBean
	private DataSource dataSource;

	@Test
	void isNotReportedAsCreatedTooEarly(@Autowired TracingReport report) {
		assertThat(this.dataSource).isNotNull();
		assertThat(report.entries()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ OpenTelemetrySdkAutoConfiguration.class, TracingAutoConfiguration.class,
			PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class, ReportAutoConfiguration.class,
			RedactionAutoConfiguration.class, JdbcTracingAutoConfiguration.class })
	static class Application {

		@Bean
		DataSource dataSource() {
			return new JdbcDataSource();
		}

	}

}
