package io.github.tracingstarter.instrument.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

import javax.sql.DataSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.context.ApplicationContext;

/**
 * The data sources of parent contexts. A parent without auto-configuration does not trace
 * them itself.
 */
final class ParentDataSources {

	private ParentDataSources() {
	}

	/**
	 * Finds the data sources that exist, are not traced and are not hidden by a bean of
	 * the same name.
	 * @param beanFactory the factory of this context
	 * @return the data sources by name
	 */
	static Map<String, DataSource> untraced(BeanFactory beanFactory) {
		Map<String, DataSource> found = new LinkedHashMap<>();
		BeanFactory child = beanFactory;
		while (child instanceof HierarchicalBeanFactory hierarchical && hierarchical.getParentBeanFactory() != null) {
			BeanFactory parent = hierarchical.getParentBeanFactory();
			for (String name : names(parent)) {
				if (!((HierarchicalBeanFactory) beanFactory).containsLocalBean(name) && exists(parent, name)
						&& parent.getBean(name) instanceof DataSource dataSource
						&& !InnerDataSources.areTraced(dataSource)) {
					found.putIfAbsent(name, dataSource);
				}
			}
			child = parent;
		}
		return found;
	}

	private static String[] names(BeanFactory parent) {
		return (parent instanceof ListableBeanFactory listable)
				? listable.getBeanNamesForType(DataSource.class, false, false) : new String[0];
	}

	private static boolean exists(BeanFactory parent, String name) {
		BeanFactory factory = (parent instanceof ApplicationContext context) ? context.getAutowireCapableBeanFactory()
				: parent;
		return factory instanceof SingletonBeanRegistry singletons && singletons.containsSingleton(name);
	}

}
