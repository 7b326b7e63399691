package io.github.tracingstarter.comparison.control;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What must not grow while an application runs for hours.
 */
final class Vitals {

	private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");

	private Vitals() {
	}

	/**
	 * Returns the used heap, metaspace, code cache, direct buffers and the JVM's own
	 * memory (-1 if the JVM does not track it) in bytes, and the numbers of classes,
	 * threads and open files.
	 */
	static String line() {
		return "%d %d %d %d %d %d %d %d%n".formatted(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
				pools("Metaspace"), pools("Code"), buffers(), committed(),
				ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
				ManagementFactory.getThreadMXBean().getThreadCount(), files());
	}

	/**
	 * Writes how many objects of each class there are.
	 */
	static void histogram(Path file) throws IOException {
		Files.writeString(file, command("gcClassHistogram"));
	}

	private static long pools(String name) {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getName().startsWith(name))
			.map(MemoryPoolMXBean::getUsage)
			.mapToLong((usage) -> usage.getUsed())
			.sum();
	}

	private static long buffers() {
		return ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
			.stream()
			.mapToLong((pool) -> pool.getMemoryUsed())
			.sum();
	}

	private static long committed() {
		Matcher matcher = COMMITTED.matcher(command("vmNativeMemory", "summary"));
		return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : -1;
	}

	private static long files() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : -1;
	}

	private static String command(String name, String... arguments) {
		try {
			return String.valueOf(ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), name, new Object[] { arguments },
						new String[] { String[].class.getName() }));
		}
		catch (JMException ex) {
			return "";
		}
	}

}
