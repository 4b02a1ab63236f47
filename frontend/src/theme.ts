import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
} from '@mantine/core';

/** Petrol: the one accent. Shade 7 on white and shade 4 on the dark ground are above 4.5 : 1. */
const petrol: MantineColorsTuple = [
  '#e8f6f6',
  '#cfeaea',
  '#a3d8d8',
  '#73c7c8',
  '#4fbcbe',
  '#2a9a9d',
  '#17828a',
  '#0f6a70',
  '#0a5459',
  '#063f43',
];

/** Mantine's dark greys, in the hue of the dark ground. */
const night: MantineColorsTuple = [
  '#e7edee',
  '#cdd6d9',
  '#a0adb2',
  '#7b898f',
  '#3a464b',
  '#2c373b',
  '#1f282c',
  '#161d20',
  '#0f1416',
  '#0a0e0f',
];

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { petrol, dark: night },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '14px', lineHeight: '20px' },
      h3: { fontSize: '13px', lineHeight: '20px' },
    },
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      // Only its transition centres it, and there is none for who wants no motion.
      styles: { loader: { transform: 'translate(-50%, -50%)' } },
      // autoContrast looks at the light ground's shade only; the dark ground's is a light colour.
      vars: (_theme, { variant = 'filled', color }) => ({
        root: variant === 'filled' && !color ? { '--button-color': 'var(--on-accent)' } : {},
      }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { withAsterisk: false },
      // The library would set both two pixels below the label.
      vars: () => ({
        label: {},
        success: {},
        description: { '--input-description-size': '12px' },
        error: { '--input-error-size': '12px' },
      }),
    }),
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Tooltip: {
      defaultProps: { openDelay: 250, transitionProps: { duration: 100 }, multiline: true, maw: 320 },
    },
    // Most hold fields: what is typed must not vanish with the button when the page is scrolled.
    Popover: {
      defaultProps: {
        transitionProps: { duration: 100 },
        shadow: 'md',
        returnFocus: true,
        hideDetached: false,
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Table: { defaultProps: { fz: 'sm', verticalSpacing: 6, horizontalSpacing: 'sm' } },
  },
});

/** The tokens themselves say what they are in light and in dark. */
const grounds = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-gray-light-color': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--bad)',
};

/** Mantine's own greys, bent to the grounds of tokens.css. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mantine-line-height': '1.5' },
  light: grounds,
  dark: grounds,
});
