package io.github.tracingstarter.instrument.jdbc;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Warns about data sources that were created before the post-processor that traces them,
 * because another post-processor needs them or they belong to a parent context.
 */
class EarlyDataSourceWarning implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EarlyDataSourceWarning.class);

	/**
	 * Present in a test with {@code @MockitoBean} or {@code @TestBean}. The beans that
	 * those replace cannot be determined.
	 */
	private static final String TEST_OVERRIDES = "org.springframework.test.context.bean.override.internalBeanOverrideRegistry";

	private final ConfigurableListableBeanFactory beanFactory;

	private final DataSourceTracingPostProcessor postProcessor;

	private final TracingReport report;

	EarlyDataSourceWarning(ConfigurableListableBeanFactory beanFactory, DataSourceTracingPostProcessor postProcessor,
			TracingReport report) {
		this.beanFactory = beanFactory;
		this.postProcessor = postProcessor;
		this.report = report;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Failures.guard(this.postProcessor::traceUsersOfParents);
		for (String name : this.beanFactory.getBeanNamesForType(DataSource.class, false, false)) {
			if (isMadeByTheFactory(name) && !this.postProcessor.hasSeen(name)) {
				warn(name);
			}
		}
	}

	/**
	 * Returns whether the factory creates a bean. No post-processor sees a singleton that
	 * was registered as an instance, or a test's replacement of a bean. A factory bean
	 * may not have been asked for its object.
	 */
	private boolean isMadeByTheFactory(String name) {
		return this.beanFactory.containsSingleton(name) && this.beanFactory.containsBeanDefinition(name)
				&& !this.beanFactory.isFactoryBean(name) && !this.beanFactory.containsSingleton(TEST_OVERRIDES);
	}

	private void warn(String name) {
		Set<String> causes = new TreeSet<>();
		findPostProcessors(name, new HashSet<>(), causes);
		logger.warn("The DataSource '%s' is not traced: it was created too early%s. Declare post-processors with "
			.formatted(name, causes.isEmpty() ? "" : ", for " + String.join(", ", causes))
				+ "static @Bean methods that take their dependencies as ObjectProviders");
		Object dataSource = this.beanFactory.getSingleton(name);
		this.report.leftAlone(DataSourceTracingPostProcessor.INSTRUMENTATION,
				(dataSource != null) ? DataSourceTracingPostProcessor.describe(name, dataSource) : name,
				"it was created before the post-processor that traces it");
	}

	private void findPostProcessors(String name, Set<String> visited, Set<String> found) {
		for (String dependent : this.beanFactory.getDependentBeans(name)) {
			if (visited.add(dependent)) {
				if (this.beanFactory.isTypeMatch(dependent, BeanPostProcessor.class)
						|| this.beanFactory.isTypeMatch(dependent, BeanFactoryPostProcessor.class)) {
					found.add(dependent);
				}
				findPostProcessors(dependent, visited, found);
			}
		}
	}

}
