package io.github.tracingstarter.instrument.jdbc;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.util.ClassUtils;

/**
 * Traces JPA factories that have received a pool itself rather than the bean that traces
 * it.
 */
final class JpaDataSources {

	private static final @Nullable Class<?> FACTORY = factory();

	private JpaDataSources() {
	}

	static boolean isFactory(Object bean) {
		return FACTORY != null && FACTORY.isInstance(bean);
	}

	/**
	 * Sets the traced data source on a factory, before the factory is initialized and
	 * uses the other one.
	 * @param factory the factory
	 * @param dataSources the known data sources
	 */
	static void replace(Object factory, TracedDataSources dataSources) {
		BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(factory);
		DataSource traced = dataSources.find((DataSource) properties.getPropertyValue("dataSource"));
		if (traced != null) {
			properties.setPropertyValue("dataSource", traced);
		}
	}

	private static @Nullable Class<?> factory() {
		try {
			return ClassUtils.forName("org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean",
					JpaDataSources.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

}
