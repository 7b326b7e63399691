package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognizes spies in tests, which must not be replaced because they count calls. A spy
 * has the class of the object that it replaces.
 */
public final class Spies {

	private static final String MOCKITO = "org.mockito.Mockito";

	private Spies() {
	}

	/**
	 * Returns whether a bean is a spy or mock in a test.
	 * @param bean the bean
	 * @return whether it is
	 */
	public static boolean isSpy(Object bean) {
		try {
			ClassLoader classLoader = Spies.class.getClassLoader();
			return ClassUtils.isPresent(MOCKITO, classLoader) && isMock(ClassUtils.forName(MOCKITO, classLoader), bean);
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			LogFactory.getLog(Spies.class).debug("Mockito could not tell whether a bean is a mock", ex);
			return false;
		}
	}

	private static boolean isMock(Class<?> mockito, Object bean) throws ReflectiveOperationException {
		Object details = mockito.getMethod("mockingDetails", Object.class).invoke(null, bean);
		@Nullable Method isMock = ReflectionUtils
			.findMethod(ClassUtils.forName("org.mockito.MockingDetails", mockito.getClassLoader()), "isMock");
		return isMock != null && Boolean.TRUE.equals(isMock.invoke(details));
	}

}
