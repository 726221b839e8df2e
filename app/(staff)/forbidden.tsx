export { StaffOnly as default } from "../_components/staff-only";
